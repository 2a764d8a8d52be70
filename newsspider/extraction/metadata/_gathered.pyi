from newsspider.extraction.tree import Element

class Wanted:
    def __init__(
        self,
        meta: frozenset[str],
        unseen: tuple[str, ...],
        perhaps: tuple[str, ...],
        landmarks: tuple[str, ...],
        author_parts: tuple[str, ...],
        profile_paths: tuple[str, ...],
        readers: str,
        most_profiles: int,
        most_subheadings: int,
        is_data: object,
        least_data: int,
        glance: int,
    ) -> None: ...

def gather(root: Element, wanted: Wanted) -> tuple[object, ...]: ...
