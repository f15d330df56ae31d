"""What do the other articles of a source teach about the blocks of one?"""

from __future__ import annotations

import random

import pytest
from drafts import PEOPLE, STORY, THINGS, block, inbox, kept, parsed, removed, repetition, story, taught
from proofs import STORIES

from publisher.clean import Reading, clean, fingerprint
from publisher.model import Block, BlockKind, Meta, Parsed

LINE = "The Aller Courier is a member of the Northern Press Trust and reports from four counties."


class TestWitnesses:
    def test_a_block_in_two_other_articles_goes_and_says_so(self) -> None:
        cleaned = clean(parsed(*STORY, LINE), {fingerprint(block(LINE)): 14})
        assert kept(cleaned) == STORY
        assert [each.reason for each in cleaned.removed] == ["repeated in 14 other articles"]

    def test_one_other_article_is_enough_for_a_long_text_at_the_tail(self) -> None:
        cleaned = clean(parsed(*STORY, LINE), {fingerprint(block(LINE)): 1})
        assert [each.reason for each in cleaned.removed] == ["repeated in 1 other article"]

    def test_one_other_article_is_not_enough_inside_the_story(self) -> None:
        texts = [*STORY[:3], LINE, *STORY[3:]]
        assert kept(clean(parsed(*texts), {fingerprint(block(LINE)): 1})) == texts

    def test_background_inside_the_story_takes_more_witnesses_than_a_text_at_the_tail(self) -> None:
        texts = [*STORY[:3], LINE, *STORY[3:]]
        assert kept(clean(parsed(*texts), {fingerprint(block(LINE)): 3})) == texts
        assert kept(clean(parsed(*texts), {fingerprint(block(LINE)): 4})) == STORY

    @pytest.mark.parametrize(
        "recurring",
        [
            "What happened",
            "Methodology",
            "What we know about the inspection",
            "Jana Kestner:",
            '"We will not be moved," is how every meeting in the valley ends these days.',
            "WESTEN, Germany —",
        ],
    )
    def test_what_recurs_in_honest_stories_stays(self, recurring: str) -> None:
        texts = [*STORY[:2], recurring, *STORY[2:]]
        assert kept(clean(parsed(*texts), {fingerprint(block(recurring)): 20})) == texts

    def test_a_correction_is_a_notice_however_often_it_recurs(self) -> None:
        note = (
            "Correction, October 4: An earlier version of this article gave the wrong number of lamps in the "
            "harbour quarter and misstated the year in which the council first voted on them; both are wrong."
        )
        cleaned = clean(parsed(*STORY, note), {fingerprint(block(note)): 3})
        assert kept(cleaned) == STORY
        assert cleaned.removed == ()
        assert [notice.text for notice in cleaned.meta.notices] == [note]

    def test_a_correction_in_the_middle_of_a_long_story_stays_there(self) -> None:
        note = "Correction: An earlier version of this article misspelled a name."
        texts = [*STORY, note, *story(1), *story(2)]
        assert kept(clean(parsed(*texts), {fingerprint(block(note)): 20})) == texts

    @pytest.mark.parametrize("kind", [BlockKind.HEADING, BlockKind.QUOTE])
    def test_a_heading_or_quotation_does_not_go_because_it_repeats(self, kind: BlockKind) -> None:
        recurring = block("Everything that is known about the bridge so far, in short", kind)
        article = parsed(*STORY[:2], recurring, *STORY[2:])
        assert clean(article, {fingerprint(recurring): 9}).removed == ()

    def test_an_article_that_repeats_entirely_keeps_everything(self) -> None:
        repetition = {fingerprint(block(text)): 5 for text in STORY}
        assert kept(clean(parsed(*STORY), repetition)) == STORY


class TestInbox:
    def test_a_text_at_the_tail_of_different_stories_goes_from_all_of_them_and_from_the_first(self) -> None:
        stories = [story(number) for number in range(3)]
        for expected, cleaned in zip(stories, inbox([parsed(*each, LINE) for each in stories]), strict=True):
            assert kept(cleaned) == expected

    def test_a_plug_is_known_again_with_another_name_and_number_in_it(self) -> None:
        plugs = [
            f"Episode {number} of the valley hour with {name} can be heard on Thursday evening."
            for number, name in enumerate(PEOPLE[:4])
        ]
        stories = [story(number) for number in range(4)]
        articles = [parsed(*each, plug) for each, plug in zip(stories, plugs, strict=True)]
        assert [kept(cleaned) for cleaned in inbox(articles)] == stories

    def test_a_pattern_of_many_articles_is_known_again_with_another_title_in_it(self) -> None:
        links = [f"Must see: the {thing} that {did}" for thing, did, _ in THINGS]
        stories = [story(number) for number in range(12)]
        articles = [parsed(*each, link) for each, link in zip(stories, links, strict=True)]
        assert [kept(cleaned) for cleaned in inbox(articles)] == stories

    def test_a_re_post_under_the_same_lead_is_no_witness(self) -> None:
        first = story(0)
        again = [
            first[0],
            *first[1:],
            "The lighthouse opens at nine on Sundays, the port added in the evening.",
        ]
        assert [kept(cleaned) for cleaned in inbox([parsed(*first), parsed(*again)])] == [first, again]

    def test_a_hundred_versions_of_one_story_teach_nothing(self) -> None:
        versions = [parsed(*STORY, meta=Meta(title=f"Version {number}")) for number in range(100)]
        assert all(cleaned.removed == () for cleaned in inbox(versions))

    def test_an_update_that_puts_a_line_on_top_keeps_the_lead(self) -> None:
        assert Reading.of(parsed("Update", *STORY)).lead == Reading.of(parsed(*STORY)).lead

    def test_a_correction_on_top_keeps_the_lead(self) -> None:
        notice = (
            "Correction (12 May): The {} was at the northern quay of the harbour, not at the southern one."
        )
        for put in (notice, notice.replace("Correction", "Korrektur")):
            corrected = Reading.of(parsed(put.format("crane"), *STORY))
            assert corrected.lead == Reading.of(parsed(*STORY)).lead
            assert corrected.lead == Reading.of(parsed("Corrections", put.format("ship"), *STORY)).lead

    def test_an_update_with_a_rewritten_lead_is_no_witness(self) -> None:
        first = [*STORY, *story(0)]
        second = [
            "Lorries may not cross the bridge over the Aller until spring, the county said late on Friday.",
            *first[1:],
        ]
        assert [kept(cleaned) for cleaned in inbox([parsed(*first), parsed(*second)])] == [first, second]

    def test_three_versions_with_rewritten_leads_are_no_witnesses(self) -> None:
        leads = (
            STORY[0],
            "Lorries may not cross the bridge over the Aller until spring, the county said late on Friday.",
            "Carriers have gone to court over the bridge that was closed to their lorries on Thursday night.",
        )
        versions = [[lead, *STORY[1:], *story(0)] for lead in leads]
        assert [kept(cleaned) for cleaned in inbox([parsed(*each) for each in versions])] == versions


def outlet(*lines: str, between: bool = True) -> list[list[str]]:
    """Return eight stories of one outlet with these lines in them, filled with what differs."""
    articles = []
    for number in range(8):
        first, second, third = story(number)
        thing, did, why = THINGS[number]
        filled = [
            line.format(person=PEOPLE[number], number=number + 3, thing=thing, did=did, why=why)
            for line in lines
        ]
        articles.append([first, second, *filled, third] if between else [first, second, third, *filled])
    return articles


# What recurs in the honest stories of an outlet, as it stands there.
RECURRING = {
    "section headings": ("What happened", "{person} saw that it {did}.", "What comes next"),
    "headings that fill a line": ("Why it matters for the valley", "The bottom line"),
    "names of speakers on lines of their own": (
        "Courier:",
        "And what did you say when it {did}?",
        "{person}:",
        "I said that it was because of {why}.",
    ),
    "a question and an answer": (
        "Courier: So it {did}?",
        "{person}: Because of {why}, if you ask me.",
        "Courier: And who pays for the {thing}?",
        "{person}: Not I.",
    ),
    "the letters of a question": ("Q: Who wanted the {thing}?", "A: Not {person}. It {did} all the same."),
    "a quotation": ('"The harbour does not comment."',),
    "what was not answered": ("{person} of the port did not answer a request for comment on Friday.",),
    "a dateline": ("WESTEN, Germany —", "{person} came at noon."),
    "a dateline in front of the lead": ("WESTEN, Germany — The {thing} {did}, and {person} was there.",),
    "a correction": ("Correction: An earlier version of this article misspelled the name of {person}.",),
    "the parts of a recipe": (
        "Serves {number}",
        "Ingredients",
        "Preparation: {number} minutes",
        "{number} eggs",
    ),
    "the lines of a match report": (
        "Goals: {person} ({number})",
        "Referee: {person}",
        "Attendance: {number}00",
    ),
    "the lines of a review": ("The {thing}. By {person}. {number}00 pages.", "Director: {person}"),
    "the hours of a live report": ("Update at {number}:30 p.m. ET:", "{person} left when it {did}."),
    "the survivors of an obituary": ("{person} is survived by two daughters and {number} grandchildren.",),
    "prices": ("Adults: ${number}", "Children under twelve: $2"),
}

# Known differences; each is a way in which story is lost.
KNOWN_LOST = {
    "names of speakers on lines of their own": "five other articles put a question in the same five words",
    "what was not answered": "a sentence of agency prose in seven other articles, names masked, goes",
    "prices": "weighing takes a label of five other articles, although it is none that publications use",
}


def recurring() -> list[object]:
    """Return what recurs as parameters; what the program is known to take is expected to fail."""
    return [
        pytest.param(
            lines,
            id=what,
            marks=[pytest.mark.xfail(strict=True, reason=KNOWN_LOST[what])] if what in KNOWN_LOST else [],
        )
        for what, lines in RECURRING.items()
    ]


@pytest.mark.parametrize("lines", recurring())
def test_what_recurs_in_the_stories_of_an_outlet_stays_in_all_of_them(lines: tuple[str, ...]) -> None:
    cleaned = inbox([parsed(*each) for each in outlet(*lines)])
    assert {text for each in cleaned for text in removed(each)} == set()


def test_a_refrain_stays_in_its_poem() -> None:
    poem = [
        STORY[0],
        "And the light went round.",
        STORY[1],
        "And the light went round.",
        STORY[2],
        "And the light went round.",
    ]
    others = [parsed(*story(number), "And the light went round.") for number in range(1)]
    assert kept(inbox([parsed(*poem), *others])[0]) == poem


def test_the_order_in_which_the_articles_arrive_makes_no_difference() -> None:
    articles = [parsed(*texts) for texts in outlet(LINE, "More: the {thing} {did}", between=False)]
    articles += [parsed(*story(8), "Sign up for our newsletter."), parsed("Update", *story(0))]
    expected = dict(zip(articles, inbox(articles), strict=True))
    for seed in range(5):
        shuffled = random.Random(seed).sample(articles, len(articles))
        assert dict(zip(shuffled, inbox(shuffled), strict=True)) == expected


def test_learning_article_by_article_ends_where_learning_a_whole_drop_does() -> None:
    articles = [parsed(*texts) for texts in outlet(LINE, between=False)]
    stories: dict[int, set[int]] = {}
    for number in range(len(articles)):
        for candidate, leads in taught(articles[number : number + 1]).items():
            stories[candidate] = stories.get(candidate, set()) | leads
    assert [clean(article, repetition(article, stories)) for article in articles] == inbox(articles)


def test_what_one_outlet_repeats_touches_no_article_that_does_not_have_it() -> None:
    articles = [parsed(*texts) for texts in outlet(LINE, between=False)]
    stranger = parsed(*story(11))
    assert inbox([*articles, stranger])[-1] == clean(stranger, {})


class TestLead:
    def test_it_is_the_first_paragraph_of_some_length(self) -> None:
        heading = block(
            "A heading that is much longer than the sixty characters of a lead paragraph", BlockKind.HEADING
        )
        article = parsed(heading, "WESTEN, Germany", STORY[0])
        assert Reading.of(article).lead == fingerprint(block(STORY[0]))

    def test_a_paragraph_in_japanese_is_one_at_half_the_length(self) -> None:
        assert Reading.of(parsed("更新", *STORIES["ja"])).lead == Reading.of(parsed(*STORIES["ja"])).lead

    def test_what_is_added_behind_the_story_does_not_change_it(self) -> None:
        for paragraphs in STORIES.values():
            longer = [*paragraphs, *["Follow us on Twitter", "Read more"] * 20]
            assert Reading.of(parsed(*longer)).lead == Reading.of(parsed(*paragraphs)).lead

    def test_a_plug_or_an_appeal_above_the_story_is_not_its_lead(self) -> None:
        plug = (
            "Sign up for our free newsletter and get the stories of the valley in your inbox every morning."
        )
        assert Reading.of(parsed(plug, *STORY)).lead == Reading.of(parsed(*STORY)).lead

    def test_without_one_it_is_the_first_paragraph_else_the_first_block(self) -> None:
        heading = block("A heading", BlockKind.HEADING)
        assert Reading.of(parsed(heading, "Short.")).lead == fingerprint(block("Short."))
        assert Reading.of(parsed(heading)).lead == fingerprint(heading)
        assert Reading.of(parsed()).lead == 0


class TestCandidates:
    def test_texts_of_a_story_are_candidates_at_its_head_and_its_tail(self) -> None:
        blocks = tuple(
            block(
                f"Day {number} of the march brought the {thing} and its people "
                f"{'further ' * (number % 17)}up the river, where it {did}, in spite of {why} and of rain."
            )
            for number in range(60)
            for thing, did, why in [THINGS[number % 12]]
        )
        found = Reading.of(Parsed(meta=Meta(), blocks=blocks)).candidates
        inner = set(map(fingerprint, blocks)) - set(map(fingerprint, blocks[:4] + blocks[-16:]))
        assert set(map(fingerprint, blocks[:4] + blocks[-16:])) <= set(found)
        assert inner.isdisjoint(found)

    def test_a_label_is_no_witness_and_a_text_is_one_only_once(self) -> None:
        found = Reading.of(parsed(*STORY, LINE, LINE)).candidates
        assert len(set(found)) == len(found)
        assert found.count(fingerprint(block(LINE))) == 1

    def test_images_rules_tables_and_code_are_none(self) -> None:
        blocks = tuple(
            block(LINE, kind)
            for kind in (
                BlockKind.IMAGE,
                BlockKind.RULE,
                BlockKind.TABLE,
                BlockKind.CODE,
                BlockKind.FOOTNOTES,
            )
        )
        assert Reading.of(Parsed(meta=Meta(), blocks=blocks)).candidates == ()

    def test_they_are_at_most_sixty_four_and_the_last_ones(self) -> None:
        plugs = [
            f"Follow the {thing} on Twitter, part {'x' * number}"
            for number in range(9)
            for thing, _, _ in THINGS
        ]
        found = Reading.of(parsed(*STORY, *plugs)).candidates
        assert len(found) == 64
        assert fingerprint(block(plugs[-1])) in found

    def test_an_eight_character_line_in_chinese_is_enough(self) -> None:
        line = block("本报版权所有转载")
        assert fingerprint(line) in Reading.of(Parsed(meta=Meta(), blocks=(line,))).candidates

    def test_furniture_in_the_middle_is_remembered_too(self) -> None:
        long = [text for number in range(12) for text in story(number)]
        middle = "Sign up for the valley letter, our newsletter"
        article: Parsed = parsed(*long[:18], middle, *long[18:])
        assert fingerprint(Block(kind=BlockKind.PARAGRAPH, text=middle)) in Reading.of(article).candidates
