"""The ITU's symbols: who files proposals, in which series documents come, what a proposal does to a text.

Symbols of Member States are the ITU's own and not those of ISO: B is Brazil, D Germany, J Japan. The sample's
fictional State is not among them; it comes in through the `sources` of `numbers.parse`.
"""

MEMBER_STATES = frozenset(
    """
    AFG AFS AGL ALB ALG AND ARG ARM ARS ATG AUS AUT AZE B BAH BDI BEL BEN BFA BGD BHR BIH BLR BLZ BOL BOT BRB
    BRU BTN BUL CAF CAN CBG CHL CHN CLM CLN CME COD COG COM CPV CTI CTR CUB CVA CYP CZE D DJI DMA DNK DOM E EGY
    EQA ERI EST ETH F FIN FJI FSM G GAB GEO GHA GMB GNB GNE GRC GRD GTM GUI GUY HND HNG HOL HRV HTI I IND INS
    IRL IRN IRQ ISL ISR J JMC JOR KAZ KEN KGZ KIR KNA KOR KRE KWT LAO LBN LBR LBY LCA LIE LSO LTU LUX LVA MAU
    MCO MDA MDG MEX MHL MKD MLA MLD MLI MLT MNE MNG MOZ MRC MTN MWI MYA NCG NGR NIG NMB NOR NPL NRU NZL OMA PAK
    PHL PNG PNR POL POR PRG PRU QAT ROU RRW RUS S SDN SEN SEY SLM SLV SMO SMR SNG SOM SRB SRL SSD STP SUI SUR
    SVK SVN SWZ SYR TCD TGO THA TJK TKM TLS TON TRD TUN TUR TUV TZA UAE UGA UKR URG USA UZB VCT VEN VTN VUT YEM
    ZMB ZWE
    """.split()
)

# As the regional groups sign their proposals in the ITU.
GROUPS = frozenset({"ACP", "AFCP", "ARB", "EUR", "IAP", "RCC"})

SOURCES = MEMBER_STATES | GROUPS

# Other names under which writers cite a group; ECP is how CEPT calls what the ITU prints as EUR.
GROUP_ALIASES = {"APT": "ACP", "ATU": "AFCP", "LAS": "ARB", "CEPT": "EUR", "ECP": "EUR", "CITEL": "IAP"}

# A group's own numbering before it endorses a proposal; endorsement gives a new number, so PACP-4 is not ACP-4.
GROUP_DRAFTS = {"PACP": "ACP", "DIAP": "IAP", "ASCP": "ARB"}

# ISO 3166 symbol to ITU symbol where they differ: never read, only suggested.
ISO_SYMBOLS = dict(
    pair.split(":")
    for pair in """
    AGO:AGL ARE:UAE BGR:BUL BHS:BAH BRA:B BRN:BRU BWA:BOT CHE:SUI CIV:CTI CMR:CME COL:CLM CRI:CTR DEU:D DZA:ALG
    ECU:EQA ESP:E FRA:F GBR:G GIN:GUI GNQ:GNE HUN:HNG IDN:INS ITA:I JAM:JMC JPN:J KHM:CBG LKA:CLN MAR:MRC
    MDV:MLD MMR:MYA MRT:MTN MUS:MAU MYS:MLA NAM:NMB NER:NGR NGA:NIG NIC:NCG NLD:HOL OMN:OMA PAN:PNR PER:PRU
    PRK:KRE PRT:POR PRY:PRG RWA:RRW SAU:ARS SGP:SNG SLB:SLM SLE:SRL SWE:S SYC:SEY TTO:TRD URY:URG VAT:CVA
    VNM:VTN WSM:SMO ZAF:AFS
    """.split()
)

# C are the main documents, printed without a letter.
SERIES = ("C", "DT", "DL", "ADM", "INF", "CL")

ACTIONS = ("ADD", "ADD*", "MOD", "(MOD)", "SUP", "SUP*", "NOC", "_NOC_", "OTHER")

# Read where a table or a composite heading prints them; no proposal carries them.
TABLE_ACTIONS = ("UNCHANGED", "MOD/ADD")

INSTRUMENTS = ("CS", "CV", "GR")

CONFERENCES = ("PP", "RA", "WCIT", "WRC", "WTDC", "WTSA")

LANGUAGES = "ACEFRS"
