"""What a line of an agenda names: lists of texts, proposals without their source, and what only looks like a number."""

import pytest

from positions.numbers.agendas import read_agenda

TEXTS = {
    "Res. 101, 102 and 133": ["Res 101", "Res 102", "Res 133"],
    "Resolutions 101 (Rev. Guadalajara, 2010), 102 and 133": ["Resolution 101", "Resolution 102", "Resolution 133"],
    "RESOLUTIONS 101 (REV. BUSAN, 2014), 102 (REV. BUSAN, 2014)": ["RESOLUTION 101", "RESOLUTION 102"],
    "Res. 101-103": ["Res 101", "Res 102", "Res 103"],
    "Res. 101–103": ["Res 101", "Res 102", "Res 103"],
    "Resolutions 101 to 103 and 180": ["Resolution 101", "Resolution 102", "Resolution 103", "Resolution 180"],
    "Resolutions 101/102/133": ["Resolution 101", "Resolution 102", "Resolution 133"],
    "Decisions 5 and 12": ["Decision 5", "Decision 12"],
    "Dec. 5 & 11, Res 71, 72": ["Dec 5", "Dec 11", "Res 71", "Res 72"],
    "Draft new Resolutions [IAP-3], [ARB-2] and WG-PL/4": [
        "Resolution IAP-3",
        "Resolution ARB-2",
        "Resolution WG-PL/4",
    ],
    "Resolution COM6/4 (Busan, 2014)": ["Resolution COM6/4"],
    "Review of WG-PL/6 and COM 6/4": ["WG-PL/6", "COM6/4"],
    "Res.\xa0101,\u2009102 and\xa0133": ["Res 101", "Res 102", "Res 133"],
    "Res 102 and CS 165, CV 269A": ["Res 102", "CS 165", "CV 269A"],
    "Opinion 2 and Recommendation 5": ["Opinion 2", "Recommendation 5"],
    "Nos. 165 and 210 of the Constitution, No. 325 of the Convention": ["CS 165", "CS 210", "CV 325"],
    "Article 44 and No. 12 of it": ["Article 44", "No. 12"],
    "Res 101-2, taken later": ["Res 101-2"],
    "Res 1-200, all of them": ["Res 1-200"],
    "Res 101, 29 October, and Res 102 at 14:30": ["Res 101", "Res 102"],
    "Res 101, 14:30, Decision 5, 3.1 and 10%": ["Res 101", "Decision 5"],
    "Internet in the year Dec 12, 2014": [],
    "Research 5 and Decimals 12, the press 3 times": [],
}
PAPERS = {
    "Iraq 79A1/9": ["79A1/9"],
    "Iraq 79(Add.1)/9": ["79(Add.1)/9"],
    "Gender 34(Add.1)/3 and 34/3": ["34(Add.1)/3", "34/3"],
    "Iraq 79A1/9-12": ["79A1/9-12"],
    "Iraq 79A1/9, 10": ["79A1/9", "79A1/10"],
    "Iraq ARB/79A1/9, 10 and 12-14": ["ARB/79A1/9", "ARB/79A1/10", "ARB/79A1/12-14"],
    "Constitution ACP/67A1/1 to ACP/67A1/4": ["ACP/67A1/1-4"],
    "Constitution ACP/67A1/1-4, Document 52": ["ACP/67A1/1-4", "Document 52"],
    "Gender AFCP/69 Addendum 2/1": ["AFCP/69 Addendum 2/1"],
    "Iraq 79A1/9, 80": ["79A1/9", "79A1/80 or Document 80"],
    "Iraq 79A1/9, 8": ["79A1/9", "Document 8"],
    "Iraq 79A1/9, 80(Add.1)": ["79A1/9", "Document 80(Add.1)"],
    "Iraq 79A1/9, 29 October": ["79A1/9"],
    "Iraq 79A1/9, 09:30": ["79A1/9"],
    "Proposals (Documents 34, 79A1/9 and ARB/79A1/10)": ["Document 34", "79A1/9", "ARB/79A1/10"],
    "Iraq (Document 79(Add.1), proposals 9, 10 and 12)": [
        "Document 79(Add.1)",
        "79(Add.1)/9",
        "79(Add.1)/10",
        "79(Add.1)/12",
    ],
    "Proposals 9 and 10 of Document 79(Add.1)": ["79(Add.1)/9", "79(Add.1)/10", "Document 79(Add.1)"],
    "Proposals 9 and 10": ["proposal 9", "proposal 10"],
    "Addendum 1 to Document 34(Rev.1)-E": ["Addendum 1 to Document 34(Rev.1)-E"],
    "Secretariat PP14/119-E, PP-14/DT/24, PP14/20(Add.1)-E": ["PP14/119-E", "PP-14/DT/24", "PP14/20(Add.1)-E"],
    "Temporary documents DT/24, 33(Rev.1) and DL 48": ["DT/24", "DT/33(Rev.1) or Document 33(Rev.1)", "DL 48"],
    "Documents DT/24 and 33, 34-36": ["DT/24", "DT/33 or Document 33", "DT/34-36 or Document 34-36"],
    "Documents 34-36, 67-E and 80": ["Document 34", "Document 35", "Document 36", "Document 67-E", "Document 80"],
    "Document C/34 and C/36(Rev.1)": ["C/34", "C/36(Rev.1)"],
    "Numbering 67(Add.1-3)": ["Document 67(Add.1)", "Document 67(Add.2)", "Document 67(Add.3)"],
    "Numbering Document 67 (Add.1 and Add.2), 69": ["Document 67(Add.1)", "Document 67(Add.2)", "Document 69"],
    "Documents 34(Rev.1) + Add.1-3, 67 (+Add.1), 69": [
        "Document 34(Rev.1)",
        *(f"Document 34(Rev.1)(Add.{count})" for count in (1, 2, 3)),
        *("Document 67", "Document 67(Add.1)", "Document 69"),
    ],
    "Doc. 67-A/C/E/F/R/S and 68-E; also 69-F": ["Document 67-A", "Document 68-E", "Document 69-F"],
    "Document 79 A1, 80 Add1": ["Document 79 A1", "Document 80 Add1"],
    "Iraq 79-A1/9 and ARB/79-A1/10": ["79-A1/9", "ARB/79-A1/10"],
    "WG-PL/TEMP/3, C14/34": ["WG-PL/TEMP/3", "C14/34"],
    "Numbering 34R1-A1, ATU-69A1": ["Document 34R1-A1", "ATU-69A1"],
    "Of the group IAP-23, PACP-04": ["IAP-23", "PACP-04"],
    # What looks like a number and is not one as it stands is named as it was written.
    "Iraq ARB/79A1": ["ARB/79A1"],
    "Iraq ARB/79A1/, again": ["ARB/79A1/"],
    "Resolution ITU-R 2-6": ["Resolution ITU-R 2-6"],
    "Res no number yet, Res. XX12": ["Res. XX12"],
    "Résolutions 101, 102 et 133": ["Résolutions 101, 102 et 133"],
    "Documents 67 and its Add.2": ["Document 67", "Add.2"],
    "Document 79/A1/9/4": ["Document 79/A1/9/4"],
    # And what looks like one, and is none, is not.
    "Meeting of 29/10/2014, 2014/2015 budget, 09:30/10:00": [],
    "IPv4/IPv6, TCP/IP, 4G/5G and 1 / 2 of it": [],
    "Com 5/Com 6 and/or WG-PL 6 of PP-14, COVID-19": [],
    "See https://placard.example/79A1/9": [],
}


@pytest.mark.parametrize(("words", "named"), [*TEXTS.items(), *PAPERS.items()])
def test_a_line_names(words, named):
    items, left_out = read_agenda(f"3 {words}")
    assert ([one.papers for one in items], left_out) == ([named], [])


@pytest.mark.parametrize(
    ("agenda", "found", "left_out"),
    [
        ("3 Iraq\t79A1/9-12, 15", [("3", "Iraq", ["79A1/9-12", "79A1/15"])], []),
        ("3 Iraq  79, 80(Add.1)", [("3", "Iraq", ["Document 79", "Document 80(Add.1)"])], []),
        ("3 Iraq\tEUR/80A1/2, 1, 69(Add.2)", [("3", "Iraq", ["EUR/80A1/2", "Document 1", "Document 69(Add.2)"])], []),
        ("3 Res. 101,\n102 and\n133", [("3", "Res. 101, 102 and 133", ["Res 101", "Res 102", "Res 133"])], []),
        ("3 Iraq (Documents 34\nand 36)", [("3", "Iraq", ["Document 34", "Document 36"])], []),
        ("3 Iraq\n79A1/9\n4 Youth", [("3", "Iraq", ["79A1/9"]), ("4", "Youth", [])], []),
        ("3 Iraq\n34 and 80(Add.1)", [("3", "Iraq", ["Document 34", "Document 80(Add.1)"])], []),
        ("3 Iraq\n79 (Add.1)/9", [("3", "Iraq", ["79 (Add.1)/9"])], []),
        ("3\t34, 36", [("3", "34, 36", ["Document 34", "Document 36"])], []),
        ("3\t2012-2015 plan\t44", [("3", "2012-2015 plan", ["Document 44"])], []),
        ("3\t34/3", [("3", "34/3", ["34/3"])], []),
        ("3 Iraq\x0b4 Youth\u20285 Other", [("3", "Iraq", []), ("4", "Youth", []), ("5", "Other", [])], []),
        ("29 October 2014, 09:30\nWednesday 29 October\n3 Iraq", [("3", "Iraq", [])], [1, 2]),
        ("29 October 2014 at 14.30 hours\n3 Iraq", [("3", "Iraq", [])], [1]),
        ("3 The budget  2014", [("3", "The budget  2014", [])], []),
    ],
)  # fmt: skip
def test_lines_of_an_agenda(agenda, found, left_out):
    items, others = read_agenda(agenda)
    assert ([(one.number, one.title, one.papers) for one in items], others) == (found, left_out)


def test_a_long_line_says_where_it_was_cut():
    (item,), _left_out = read_agenda("3 " + "Iraq " * 198 + "79A1/9 and 79A1/10")
    assert (item.papers, item.cut) == (["79A1/9"], "and 79A1/10")


def test_a_list_over_many_lines_is_read_to_its_end():
    papers = [f"79A1/{index}" for index in range(1, 300)]
    lines = [", ".join(papers[start : start + 10]) for start in range(0, len(papers), 10)]
    [item], left_out = read_agenda("1 Iraq " + ",\n".join(lines))
    assert (item.papers, item.cut, left_out) == (papers, "", [])
