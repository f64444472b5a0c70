"""What the second net hits and what it lets through, both in one table; then generated numbers."""

from __future__ import annotations

import random
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn, numdb
from stdnum.iso7064 import mod_97_10

from native_host.detect.content import Kind, find_content

HITS = {
    Kind.CARD: [
        "4111111111111111",
        "Pay with 4111 1111 1111 1111 now",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "4111\u00a01111\u00a01111\u00a01111",
        "4111\u20091111\u2009\u20091111 1111",
        "4111\u200b1111\u200b1111\u200b1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "4111–1111–1111–1111",
        "x4111111111111111y",
        "Karte:4111111111111111;",
        "411111111111111112/26",
        "4111 1111 1111 1111 12/26 123",
        "１１ ４１１１１１１１１１１１１１１１",
        "٤١١١١١١١١١١١١١١١",
        "4️⃣1️⃣1️⃣1️⃣ 1111 1111 1111",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "3782 822463 10005",
        "6011111111111117",
        "3530111333300000",
        "30569309025904",
        "6200000000000005",
        "6759649826438453",
        "4111%201111%201111%201111",
        "4111&#32;1111&nbsp;1111&#x20;1111",
        r"#\34 111111111111111",
        "2024-01-15 4111 1111 1111 1111",
    ],
    Kind.IBAN: [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "de89-3704-0044-0532-0130-00",
        "IBAN:DE89370400440532013000",
        "Account GB29 NWBK 6016 1331 9268 19 (main)",
        "FR14 2004 1010 0505 0001 3M02 606",
        "xxDE89370400440532013000xx",
        "NO93\u00a08601\u00a01117\u00a0947",
        "ＤＥ８９３７０４００４４０５３２０１３０００",
        "MT84MALT011000012345MTLCAST001S",
    ],
    Kind.SSN: [
        "078-05-1120",
        "SSN: 078-05-1120.",
        "078 05 1120",
        "078.05.1120",
        "078\u00a005\u00a01120",
        "987-65-4320",
        "ssn 078051120",
        "Social Security No. 078051120",
        "０７８-０５-１１２０",
    ],
    Kind.ROUTING: [
        "021000021",
        "ABA 021000021",
        "0210-0002-1",
        "RTN021000021",
        "routing no. 111000025",
    ],
    Kind.EMAIL: [
        "jane@corp.example",
        "Jane <jane.doe+x@corp.info>",
        "jane@intranet",
        "jane＠corp.example",
        "jane%40corp.example",
        "jane&#64;corp.example",
        r"#jane\@corp\.example",
        "Message jane_doe@mail.corp.co.uk now",
        "jane @ corp.example",
        "jane [at] corp.example",
        "müller@bücher.example",
        "zq07k@canary.example",
    ],
    Kind.PHONE: [
        "+49 170 1234567",
        "+1 (415) 555-0132",
        "+14155550132",
        "0049 30 1234567",
        "(212) 555-0142",
        "212-555-0142",
        "212.555.0142",
        "Call 555-0142",
        "Tel. 1234567",
        "030 12345678",
        "0171/1234567",
        "020 7946 0018",
        "01.23.45.67.89",
        "06 12 34 56 78",
        "tel:+442079460018",
        "＋４９ １７０ １２３４５６７",
    ],
    Kind.TOKEN: [
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIi",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    ],
    Kind.KEY: [
        "AKIAIOSFODNN7EXAMPLE",
        "key=ASIAIOSFODNN7EXAMPLE",
        "ghp_" + "a1B2" * 9,
        "github_pat_" + "11ABCDEFG0abcdefghij",
        "glpat-abc-def_ghi-jklmnopq",
        "xoxb-123456789012-abcdefghijkl",
        "AIza" + "SyA-abcdefghijklmnopqrstuvwxyz01234",
        "GOCSPX-abcdefghijklmnop",
        "sk_live_abcdefghijklmnop",
        "rk_test_0123456789abcdef",
        "sk-ant-api03-abcdefghijkl",
        "sk-proj-abcdefghijklmnop",
        "sk-" + "abcdefghijklmnopqrstuvwx",
        "hf_" + "abcdefghijklmnopqrstuvwxyz",
        "postgres://admin:hunter2@db.corp/x",
    ],
    Kind.PRIVATE_KEY: [
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----MIIE",
        "-----BEGIN OPENSSH PRIVATE KEY",
        "PuTTY-User-Key-File-3: ssh-ed25519",
    ],
    Kind.RANDOM: [
        "9f86d081884c7d659a2feaa0c55ad015",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzQ8rTn1hLk",
        "token Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5",
        "kJ8_vQ2x-Lm4RtY7wZ9aBc3D",
        "MFRGGZDFMZTWQ2LK3FGS4MRTGY2A",
    ],
}
ORDINARY = [
    "",
    "Save",
    "Save & close",
    "Save as…",
    "Order 4711",
    "Order 4711 of 9000",
    "Invoice 2024-0042",
    "Invoice 2024001234",
    "Orders (1,234,567)",
    "1 234 567 rows",
    "1.234.567,89 €",
    "+1.234.567 €",
    "$184,500.00",
    "+12 %",
    "100%",
    "3 of 12",
    "Page 1 of 100",
    "1–50 of 12,345",
    "200-1000 employees",
    "2024-01-15",
    "2024-01-15 10:30:00.123",
    "2026-11-21T14:30:00Z",
    "15.01.2024 – 20.01.2024",
    "01/15/2024 - 01/20/2024",
    "05/2024 - 11/2025",
    "20240115",
    "21.11.2026, 14:30 – 15:30",
    "00:00:00 - 23:59:59",
    "08:00–17:00",
    "Mon 1 Tue 2 Wed 3 Thu 4 Fri 5 Sat 6 Sun 7",
    "1 2 3 4 5 6 7 8 9 10 11 12",
    "Q1 Q2 Q3 Q4 2024",
    "Q1/Q2/Q3/Q4-2024-Report-v2",
    "v1.2.3",
    "Version 10.0.19045.3803",
    "Chrome 156.0.8078.79",
    "192.168.0.1",
    "http://127.0.0.1:8000",
    "https://10.23.45.67:8443",
    "https://crm.example.com",
    "0190b6f0-1111-7abc-8def-0123456789ab",
    "row-0190b6f0-1111-7abc-8def-0123456789ab",
    "1700000000",
    "1790000000001",
    "ISO 9001:2015",
    "A4 210 × 297 mm",
    "1920 x 1080",
    "48.1371, 11.5754",
    "12345-6789",
    "94103-1234",
    "§ 87 Abs. 1 Nr. 6 BetrVG",
    "Zoom 150 %",
    "@",
    "@jane",
    "Mail @ work",
    "C++ / C#",
    "Follow us @ the fair",
    "Meet at [at 10]",
    "Skip to main content",
    "sk-button",
    "task-list",
    "glossary-terms",
    "expand-row",
    "customerOrdersListFilterButton2",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "MuiAutocomplete-popupIndicator",
    "css-1q2w3e4r",
    "radix-:r3:",
    "headlessui-menu-button-:r1:",
    "ember1234",
    "_ngcontent-abc-c123",
    "internationalisation_of_customer_records",
    "main > div.orders > div:nth-of-type(12) > table:nth-child(3) > tr:nth-child(120) > td:nth-child(4)",
    '[data-testid="customers-orders-list-filter-button"]',
    'input[name="delivery_address_line_2"]',
    "/orders/{}/lines",
    "/admin/crm/customer/{}/change/",
    "/api/v2/things",
    "設定を保存する",
    "注文 4711",
    "Сохранить изменения",
    "احفظ ٤٧١١",
    "Überweisung bestätigen",
    "IBAN",
    "SSN",
    "Card number",
    "E-mail",
    "Phone",
    "Private key",
    "DE",
    "EUR 2024",
    "5 stars, 4 stars, 3 stars",
    "🎉 100 days",
]


@pytest.mark.parametrize(
    ("kind", "text"),
    [(kind, text) for kind, texts in HITS.items() for text in texts],
    ids=ascii,
)
def test_content_is_hit(kind, text):
    """However it is parted, written or surrounded."""
    assert kind in find_content(text)


@pytest.mark.parametrize("text", ORDINARY, ids=ascii)
def test_ordinary_wording_is_not(text):
    """Labels, dates, versions, addresses and selectors pass."""
    assert find_content(text) == frozenset()


def test_every_kind_is_in_the_table():
    """A detector without a line here is not tested; typed keys are no texts."""
    assert set(HITS) == set(Kind) - {Kind.TYPED_KEY}


ISSUERS = [("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15)]
ISSUERS += [("6011", 16), ("65", 16), ("35", 16), ("62", 16), ("62", 19), ("36", 14), ("67", 16)]
ISSUERS = [(p if p != "35" else "3530", n) for p, n in ISSUERS]
GAPS = st.text(" \u00a0\u2009\u202f\u200b-–—−./_,;:·|*#\t\n", max_size=3)
AROUND = st.text(string.ascii_letters + " .,:;()-ßé字", max_size=12)
SCRIPTS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]


@st.composite
def cards(draw) -> str:
    prefix, length = draw(st.sampled_from(ISSUERS))
    count = length - len(prefix) - 1
    body = prefix + "".join(
        draw(st.lists(st.sampled_from(string.digits), min_size=count, max_size=count))
    )
    return body + luhn.calc_check_digit(body)


@st.composite
def parted(draw, text: str) -> str:
    """Put one gap, always the same, at some places of a text."""
    gap = draw(GAPS)
    places = draw(st.sets(st.integers(1, len(text) - 1), max_size=len(text)))
    return "".join((gap if at in places else "") + sign for at, sign in enumerate(text))


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_any_card_in_any_separators(data):
    """Whatever stands between the digits and around them, in the digits of any script."""
    digits = dict(zip(string.digits, data.draw(st.sampled_from(SCRIPTS)), strict=True))
    text = "".join(digits[d] for d in data.draw(cards()))
    written = data.draw(AROUND) + data.draw(parted(text)) + data.draw(AROUND)
    assert Kind.CARD in find_content(written)


COUNTRIES = [
    "AT",
    "BE",
    "CH",
    "CZ",
    "DE",
    "DK",
    "ES",
    "FI",
    "FR",
    "GB",
    "IE",
    "IT",
    "LU",
    "NL",
    "NO",
]
COUNTRIES += ["PL", "PT", "SE", "TR", "AE", "BR", "IL", "SA"]
ALPHABETS = {"n": string.digits, "a": string.ascii_uppercase, "c": string.digits + "ABC"}


@st.composite
def accounts(draw) -> str:
    country = draw(st.sampled_from(COUNTRIES))
    [(_, entry)] = numdb.get("iban").info(country)
    parts = re.findall(r"(\d+)!([nac])", entry["bban"])
    bban = "".join(
        "".join(draw(st.lists(st.sampled_from(ALPHABETS[kind]), min_size=int(n), max_size=int(n))))
        for n, kind in parts
    )
    return country + mod_97_10.calc_check_digits(bban + country) + bban


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_account_in_any_separators(data):
    """Of any country that writes IBANs with digits enough, in both cases."""
    text = data.draw(accounts())
    if data.draw(st.booleans()):
        text = text.lower()
    written = data.draw(AROUND) + " " + data.draw(parted(text)) + " " + data.draw(AROUND)
    assert Kind.IBAN in find_content(written)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=512))
def test_no_text_is_too_strange(text):
    """A detector that throws would cost a record."""
    find_content(text)


@settings(max_examples=200, deadline=None)
@given(st.text(string.digits + " -./%&\\@+eyJAB#;x(", max_size=512))
def test_no_half_written_number_is_too_strange(text):
    """Nor one that looks like everything at once."""
    find_content(text)


@pytest.mark.parametrize(
    ("alphabet", "length"),
    [
        ("0123456789abcdef", 32),
        (string.ascii_letters + string.digits, 32),
        (string.ascii_letters + string.digits + "-_", 32),
    ],
)
def test_most_random_tokens_are_hit(alphabet, length):
    """Chance is chance: some random texts look like words; of these few do."""
    chance = random.Random(1)
    tokens = ["".join(chance.choices(alphabet, k=length)) for _ in range(1000)]
    assert sum(bool(find_content(token)) for token in tokens) >= 950
