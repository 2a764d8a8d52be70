"""Stories written for these tests, and the ways in which blogs copy them."""

from __future__ import annotations

from newsspider.records import Article, Credit, Extraction
from newsspider.urls import host_of, item_id

FERRY = (
    (
        "The ferry that links Skarholm with the mainland will stop running on 14 November, three weeks earlier than "
        "planned, after divers found cracks in the shafts of both propellers, the harbour board said on Tuesday."
    ),
    (
        "About 2,300 people live on the island all year round. Most of them depend on the morning crossing at 6:40 to "
        "reach the hospital, the fish auction and the secondary school in Brenna."
    ),
    (
        "Board chair Ingvild Tangen said the repair would cost 41 million crowns and could not be "
        "done while the ship was "
        "in service. The yard in Lodsvik that built the vessel in 1998 has offered to take it into "
        "dock for eleven weeks."
    ),
    (
        "Until then two smaller boats hired from a tour company are to carry passengers and post. "
        "Lorries have to take the "
        "northern route over the Tvare bridge, a detour of 170 kilometres that closes in strong wind."
    ),
    (
        "The mayor, Per Aune, called the decision unavoidable but late. He had asked for an inspection in March, when "
        "passengers first complained of a knocking noise below the car deck, he told the local council."
    ),
    (
        "Fish farmers fear for their Christmas sales. Salmon worth nine million crowns leaves the island every week in "
        "December, said Marit Solli, who runs the packing plant at Vestvik and employs sixty people there."
    ),
    (
        "The ministry of transport has promised to answer a request for emergency funds by Friday. "
        "It paid half the cost "
        "of a similar repair on the Alsund line two winters ago."
    ),
)
LIBRARY = (
    (
        "A library in Orvelle has begun to lend out tools, and the drills are booked until spring. The town council "
        "voted last night to keep the service, which opened as a trial in a disused boiler room in August."
    ),
    (
        "Members may borrow four items at a time for a week. The most wanted are a carpet cleaner, "
        "a set of trestles and "
        "the cordless drills, of which there are six."
    ),
    (
        "Librarian Jeanne Maréchal counted 1,140 loans in the first ten weeks. Only three tools "
        "came back broken, and one "
        "of those had been dropped into the Loue by a member who paid for it without being asked."
    ),
    (
        "Opponents on the council had warned that the shelves would compete with the hardware shop "
        "in Rue des Tanneurs. "
        "Its owner, Bachir Haddad, says the opposite happened: people borrow the drill and buy the screws from him."
    ),
    (
        "The council set aside 18,500 euros for next year, to be spent on a second cleaner and on evening courses in "
        "which retired craftsmen show how to hang a door, lay tiles or mend a bicycle."
    ),
    (
        "Two neighbouring towns have asked for the list of tools and the rules of the loan. "
        "Maréchal sent them a page and "
        "a half, and the advice to buy the carpet cleaner first."
    ),
)
# A form of reports on fires: its first paragraph is filled in anew each time.
FIRE = (
    (
        "Investigators searched the remains of a block in {} on {} after a fire that hurt {} people and left {} "
        "without a home, among them the {} family, said {}."
    ),
    (
        "The county sends its arson unit whenever the damage passes a million crowns, the spokesman noted, and nobody "
        "should read a sign of foul play into that."
    ),
    (
        "Council members would like to return to the stalled rule on sprinklers in older buildings, an idea that "
        "landlords have long resisted as too costly."
    ),
)
COMMENTARY = (
    (
        "Every autumn the same people discover that islands are surrounded by water, and every "
        "autumn they want somebody "
        "else to pay for it. I have lived on one for thirty years and I no longer listen."
    ),
    (
        "My grandmother rowed her butter to market. She would have laughed at the word detour. She "
        "also lost two brothers "
        "in the sound, so perhaps she would not have laughed for long."
    ),
    (
        "What strikes me about this affair is how little the engineers are asked. In my trade, when a pump knocks, you "
        "open it the same evening; you don't write to the committee and wait for the leaves to fall."
    ),
    (
        "And the money! We are told that nothing can be done without a grant, as if nobody had "
        "ever saved a coin in a good "
        "year. The cooperative has had nine good years in a row and built itself a glass office."
    ),
    (
        "Write to me if you disagree. The last time I said such things in this column the postman "
        "brought me forty letters "
        "and a dead crab, and I answered all of the letters."
    ),
)
OFFER = "HARBOUR GAZETTE SUBSCRIPTION OFFERS >"
FORM = "Leave a Reply Cancel reply. Fill in your details below or click an icon to log in. Notify me of new comments."


def text(*paragraphs: str) -> str:
    """Paragraphs joined as extraction joins them."""
    return "\n\n".join(paragraphs)


def article(
    name: str,
    body: str,
    *,
    host: str = "",
    title: str = "A title",
    date: str | None = None,
    site_name: str | None = None,
    credits: tuple[Credit, ...] = (),  # noqa: A002 -- the record's own field name
) -> Article:
    """An article at ``https://HOST/NAME`` (each on a host of its own unless one is given)."""
    url = f"https://{host or name + '.example'}/{name}"
    return Article(
        id=item_id(url),
        url=url,
        canonical_url=url,
        domain=host_of(url),
        text=body,
        extraction=Extraction("text", 1.0, None, "", ""),
        title=title,
        site_name=site_name,
        date_published=date,
        credits=credits,
    )


def weather(town: str, day: str, high: int, low: int, wind: int) -> str:
    """A forecast in the one form that an office sends out every day."""
    return text(
        f"The regional forecast office expects a dry start to {day} in {town}, with a high near {high} degrees and a "
        f"light wind of {wind} kilometres an hour from the west. Clouds build up towards the evening.",
        f"Overnight the sky clears again and the temperature falls to around {low} degrees. Drivers should watch for "
        f"patches of fog along the river and on the bridges near {town}, the office said in its daily report.",
        "For the latest warnings, radar pictures and the pollen count, see the pages of the forecast office, which are "
        "brought up to date every three hours by the meteorologist on duty.",
    )
