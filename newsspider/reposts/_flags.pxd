# What is noted of each word in a byte (``notes.py``): the bits, where those stand that are looked at alone, and where the
# count of the words that were passed over begins.
cdef enum:
    NUMBER = 1
    NAME = 2
    QUOTED = 4
    LINE = 8
    LEFT = 16
    REPEAT = 32

cdef enum:
    NAME_AT = 1
    QUOTED_AT = 2
    LEFT_AT = 4
    REPEAT_AT = 5
    SKIPPED_AT = 6
