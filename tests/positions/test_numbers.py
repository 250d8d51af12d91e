"""Numbers and symbols as the conference writes them: read, compared, printed, or refused with a sentence."""

import pytest

from positions.numbers import Reference, parse, print_document, search_terms, symbols

# What PP-14 and its sources wrote: kind, text, canonical.
READ = """
proposal   | RCC/73A1/12                                       | RCC/73A1/12
proposal   | ACP/67A1/1                                        | ACP/67A1/1
proposal   | EUR/80A1/2                                        | EUR/80A1/2
proposal   | ARB/79A3/4                                        | ARB/79A3/4
proposal   | USA/27A1/3                                        | USA/27A1/3
proposal   | IAP/34R1-A1/7                                     | IAP/34R1A1/7
proposal   | AFCP/69 Addendum 2/1                              | AFCP/69A2/1
proposal   | SRL/140/1                                         | SRL/140/1
proposal   | ARB/14/26                                         | ARB/14/26
proposal   | USA/16/47                                         | USA/16/47
proposal   | SEN/56/1                                          | SEN/56/1
proposal   | GHA/30/1                                          | GHA/30/1
proposal   | B/CAN/CLM/USA/60/1                                | B/CAN/CLM/USA/60/1
proposal   | EUR/9A20A1/1                                      | EUR/9A20A1/1
proposal   | EUR/9A20A1/1-3                                    | EUR/9A20A1/1-3
proposal   | ACP/67A1/1 to ACP/67A1/4                          | ACP/67A1/1-4
proposal   | ACP/67A1/1 to 4                                   | ACP/67A1/1-4
proposal   | eur/80a1/2                                        | EUR/80A1/2
proposal   | RCC/73A1/12A                                      | RCC/73A1/12A
proposal   | RCC/73A1/12A-14                                   | RCC/73A1/12A-14
proposal   | AFCP/69A1R1/3                                     | AFCP/69A1R1/3
proposal   | ATU/69A1/1                                        | AFCP/69A1/1
proposal   | ATU-69A1/1                                        | AFCP/69A1/1
proposal   | ECP/80A1/2                                        | EUR/80A1/2
proposal   | KOR/70R2/1                                        | KOR/70R2/1
proposal   | UKR/84R2/1                                        | UKR/84R2/1
proposal   | J/66/1                                            | J/66/1
proposal   | CUB/68/1                                          | CUB/68/1
proposal   | IAP/34R1‑A1/12                                    | IAP/34R1A1/12
proposal   | ACP\u00a0/67A1/1                                  | ACP/67A1/1
proposal   | arb / 79A1 / 9                                    | ARB/79A1/9
proposal   | ＡＲＢ／７９Ａ１／９                              | ARB/79A1/9
proposal   | Proposal EUR/80A1/2                               | EUR/80A1/2
proposal   | PP14/ACP/67A1/1                                   | ACP/67A1/1
proposal   | ARB/79A1/9 Corr.1                                 | ARB/79A1/9CORR1
proposal   | ARB/79(Add.1)(Corr.1)/9                           | ARB/79A1/9CORR1
addendum   | ATU-69A1                                          | AFCP-69A1
addendum   | USA-27A1                                          | USA-27A1
document   | PP14/34(Rev.1)(Add.1)-E                           | C/34R1A1
document   | Addendum 1 to Document 34(Rev.1)-E                | C/34R1A1
document   | PP-14/20(Add.1)-E                                 | C/20A1
document   | PP14/119-E                                        | C/119
document   | 119‐E                                             | C/119
document   | Document 67-E                                     | C/67
document   | Doc 98                                            | C/98
document   | Corrigendum 1 to Addendum 1 to Document 79-E      | C/79A1CORR1
document   | 102(Rev.1)                                        | C/102R1
document   | 84(Rev.2)                                         | C/84R2
document   | 34R1-A1                                           | C/34R1A1
document   | 34-A1                                             | C/34A1
document   | PP-06/DT/001-E                                    | DT/1
document   | WCIT12/DT/1-E                                     | DT/1
document   | DT/24                                             | DT/24
document   | DT/33                                             | DT/33
document   | DT/24(Rev.1)                                      | DT/24R1
document   | DL 48                                             | DL/48
document   | DL/48                                             | DL/48
document   | ADM/54-E                                          | ADM/54
document   | ADM/55(Rev.1)                                     | ADM/55R1
document   | INF/10                                            | INF/10
document   | CL No. 165                                        | CL/165
regional   | IAP-23                                            | IAP-23
regional   | ACP-12                                            | ACP-12
regional   | APT-12                                            | ACP-12
regional   | ECP 7                                             | ECP-7
regional   | PP10-3/PACP-01                                    | PACP-1
regional   | PACP-04                                           | PACP-4
text       | Resolution 101 (Rev. Guadalajara, 2010)           | RES 101
text       | RESOLUTION 102 (REV. BUSAN, 2014)                 | RES 102
text       | resolution 102                                    | RES 102
text       | Res. 102                                          | RES 102
text       | res 102                                           | RES 102
text       | dec 5                                             | DEC 5
text       | Resolution WG-PL/4 (Busan, 2014)                  | RES WG-PL/4
text       | Res WGPL/6                                        | RES WG-PL/6
text       | Resolution COM6/4 (Busan, 2014)                   | RES COM6/4
text       | DECISION 5 (REV. BUSAN, 2014)                     | DEC 5
text       | DRAFT NEW RESOLUTION [IAP-3] (Busan, 2014)        | RES IAP-3
text       | DRAFT NEW RESOLUTION [ARB-2] (Buenos Aires, 2017) | RES ARB-2
text       | Draft new Resolution [SEN-1]                      | RES SEN-1
provision  | CV/268                                            | CV 268
provision  | CV 468                                            | CV 468
provision  | CV 269A                                           | CV 269A
provision  | CS 165                                            | CS 165
provision  | CS 1012                                           | CS 1012
provision  | GR 170                                            | GR 170
provision  | No. CS 28                                         | CS 28
action     | MOD EUR/80A1/2                                    | MOD EUR/80A1/2
action     | (mod) CS 28                                       | (MOD) CS 28
action     | ADD GHA/30/1                                      | ADD GHA/30/1
action     | ADD* CV 269A                                      | ADD* CV 269A
action     | SUP* CV 269A                                      | SUP* CV 269A
action     | SUP Res 163                                       | SUP RES 163
action     | NOC CS 1012                                       | NOC CS 1012
action     | _NOC_ RESOLUTION 101 (REV. GUADALAJARA, 2010)     | _NOC_ RES 101
action     | NOC (underlined) CS 1012                          | _NOC_ CS 1012
action     | OTHER UKR/84R2/1                                  | OTHER UKR/84R2/1
action     | UNCHANGED Dec 5                                   | UNCHANGED DEC 5
action     | MOD/ADD Dec 5                                     | MOD/ADD DEC 5
"""
ROWS = [[cell.strip(" ") for cell in row.split("|")] for row in READ.strip().splitlines()]

# What is refused, and a word of the sentence that says why or what was perhaps meant.
REFUSED = [
    ("RCC/73A1", "RCC/73A1/1"),
    ("USA//3", "nothing between two slashes"),
    ("USA/27A1/", "nothing between two slashes"),
    ("QQQ/12/1", "no State or group has the symbol QQQ"),
    ("MYANMAR/12/1", "perhaps MYA?"),
    ("DEU/12/1", "perhaps D?"),
    ("PACP/67A1/1", "perhaps ACP?"),
    ("VLD/31/4", "no State or group has the symbol VLD"),
    ("EUR/80A0/1", "no addendum 0"),
    ("EUR/80A1/0", "no proposal 0"),
    ("EUR/80R0/1", "no revision 0"),
    ("EUR/0/1", "no document 0"),
    ("EUR/80A1/x", "x is not a proposal number"),
    ("EUR/99999/1", "the largest is 9999"),
    ("EUR/80A1A2A3/1", "come in this order"),
    ("EUR/80A1/5-3", "ends with a larger number"),
    ("ACP/67A1/1 to ACP/67A2/4", "stays within one paper"),
    ("USA/USA/60/1", "names USA twice"),
    ("USA-12", "USA/12/1"),
    ("34R1-A1/23", "ARB/34R1-A1/23"),
    ("79A1/3", "ARB/79A1/3"),
    ("79A1/9 corrigenda 1", "ARB/79A1/9 Corr.1"),
    ("ACP2 67A1", "ACP/67A1/2"),
    ("12", "write Document 12, Res 12 or CS 12"),
    ("WGPL/6", "write Res WG-PL/6 or Dec WG-PL/6"),
    ("Resolution", "its number is missing"),
    ("Resolution on cybersecurity", "does not number a text"),
    ("Draft new Resolution [QQQ-1]", "no State or group has the symbol QQQ"),
    ("MOD DT/24", "not on DT/24"),
    ("MOD MOD Res 5", "is not a number or symbol"),
    ("EUR/٣/1", "is not a number or symbol"),
    ("²", "is not a number or symbol"),
    ("", "is not a number or symbol"),
]


@pytest.mark.parametrize(("kind", "text", "canonical"), ROWS)
def test_reads_what_the_conference_writes(kind, text, canonical):
    reference = parse(text)
    assert (reference.kind, reference.canonical) == (kind, canonical)
    assert parse(str(reference)) == reference
    assert str(parse(str(reference))) == str(reference)
    assert parse(canonical).canonical == canonical


@pytest.mark.parametrize(("text", "says"), REFUSED)
def test_refuses_with_a_sentence_that_helps(text, says):
    with pytest.raises(ValueError) as refusal:
        parse(text)
    assert says in str(refusal.value)
    assert refusal.value.sentence % refusal.value.parts == str(refusal.value)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("iap / 34r1 - a1 / 7", "IAP/34R1-A1/7"),
        ("IAP/34R1A1/7", "IAP/34R1A1/7"),
        ("atu/69a1/1", "ATU/69A1/1"),
        ("ACP/67A1/1 to ACP/67A1/4", "ACP/67A1/1-4"),
        ("pp14/34(rev.1)(add.1)-e", "PP-14/34(Rev.1)(Add.1)-E"),
        ("Corrigendum 1 to Addendum 1 to Document 79", "Document 79(Add.1)(Corr.1)"),
        ("PP-06/DT/001-E", "PP-06/DT/1-E"),
        ("pacp-04", "PACP-04"),
        ("ecp 7", "ECP 7"),
        ("DECISION 5 (REV. BUENOS AIRES, 2017)", "Decision 5 (Rev. Buenos Aires, 2017)"),
        ("draft new resolution [iap-3]", "Draft new Resolution [IAP-3]"),
        ("cv/269a", "CV 269A"),
        ("sup*cv 269a", "SUP* CV 269A"),
    ],
)
def test_prints_the_short_form_of_the_itu(text, printed):
    assert str(parse(text)) == printed


def test_gives_the_parts_of_a_proposal():
    assert parse("ATU/CAN/34R1-A20A1R2/12A-14 Corr.3") == Reference(
        kind="proposal",
        canonical="AFCP/CAN/34R1A20A1R2/12A-14CORR3",
        printed="ATU/CAN/34R1-A20A1R2/12A-14 Corr.3",
        sources=("AFCP", "CAN"),
        series="C",
        number=34,
        revision=1,
        addendum="20A1R2",
        corrigendum=3,
        index=12,
        letter="A",
        range_end=14,
    )


def test_gives_the_parts_of_documents_texts_and_actions():
    document = parse("PP-06/DT/001(Rev.2)-E")
    assert (document.conference, document.series, document.number, document.revision) == ("PP-06", "DT", 1, 2)
    assert document.language == "E"
    text = parse("DRAFT NEW RESOLUTION [IAP-3] (BUSAN, 2014)")
    assert (text.text_kind, text.symbol, text.version) == ("draft new resolution", "IAP-3", "Busan, 2014")
    action = parse("_NOC_ Resolution 101 (Rev. Guadalajara, 2010)")
    assert (action.action, action.target) == ("_NOC_", parse("RESOLUTION 101 (REV. GUADALAJARA, 2010)"))
    provision = parse("CV 269A")
    assert (provision.instrument, provision.number, provision.letter) == ("CV", 269, "A")


def test_a_missing_revision_and_another_series_are_another_document():
    assert len({parse(text).canonical for text in ("34R1-A1", "34-A1", "34A1R1", "DT/34-A1")}) == 4


def test_prints_a_document_from_its_parts():
    assert print_document("C", 34, 1, "20A1R2", 3) == "Document 34(Rev.1)(Add.20)(Add.1)(Rev.2)(Corr.3)"
    assert parse(print_document("DT", 24, 1)).canonical == "DT/24R1"


def test_sources_replace_the_symbols_of_the_itu():
    ours = [*symbols.SOURCES, "VLD"]
    assert parse("vld/31/4", sources=ours).sources == ("VLD",)
    assert parse("ATU/69A1/1", sources=["ATU"]).sources == ("AFCP",)
    for refused in ("USA/27A1/3", "IAP-23", "ATU-69A1", "Draft new Resolution [SEN-1]"):
        with pytest.raises(ValueError):
            parse(refused, sources=["VLD"])


def test_knows_the_member_states_and_none_by_its_iso_symbol_alone():
    assert len(symbols.MEMBER_STATES) == 193
    assert len(symbols.ISO_SYMBOLS) == 57
    assert set(symbols.ISO_SYMBOLS.values()) < symbols.MEMBER_STATES
    assert symbols.MEMBER_STATES.isdisjoint(symbols.ISO_SYMBOLS)


@pytest.mark.parametrize(
    ("typed", "piece"),
    [
        ("79a1 / 3", "/79A1/3"),
        ("/79A1/3", "/79A1/3"),
        ("MOD 79A1/3", "/79A1/3"),
        ("79a1 3", "/79A1/3"),
        ("79A1-3", "/79A1/3"),
        ("79 add.1 3", "/79A1/3"),
        ("Doc 79(Add.1)/3", "/79A1/3"),
        ("proposal 79A1/3", "/79A1/3"),
        ("PP14/79A1/3", "/79A1/3"),
        ("arb 79a1/3", "ARB/79A1/3"),
        ("arb 79a1 3", "ARB/79A1/3"),
        ("ARB79A1/3", "ARB/79A1/3"),
        ("b/can/usa 60/1", "B/CAN/USA/60/1"),
        ("usa 27", "USA/27"),
        ("79A1/9 corrigenda 1", "/79A1/9"),
        ("ARB/79A1/9 Corr.1", "ARB/79A1/9"),
        ("ACP/67A1/1 to ACP/67A1/4", "ACP/67A1/"),
        ("67A1/1-4", "/67A1/"),
        ("rcc/73a1", "RCC/73A1"),
        ("ATU-69A1", "AFCP/69A1"),
        ("CAN-27A1", "CAN/27A1"),
        ("84(Rev.2)", "/84R2"),
        ("12", "/12"),
        ("dt 24", "DT/24"),
        ("Resolution 102 (Rev. Busan, 2014)", "RES 102"),
        ("WGPL/6", "WG-PL/6"),
        ("MOD CV 269A", "CV 269A"),
        ("cybersecurity", ""),
        ("24 hours", ""),
        ("Room 208", ""),
        ("and/or", ""),
        ("QQQ/12/1", ""),
        ("EUR/80A0/1", ""),
        ("x" * 500, ""),
    ],
)
def test_search_terms_find_a_number_however_typed(typed, piece):
    assert search_terms(typed) == piece
