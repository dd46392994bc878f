"""Reading CSV and XLSX files: separators, encodings, line numbers, typed cells and clear refusals."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook

from basicplus.errors import InvalidInput, Problem
from basicplus.tabular import Reader, Row, Table, one_of, read_table, write_template

MOMENT = datetime.fromisoformat("2026-03-29T02:30:00")  # a spreadsheet knows no time zones


@pytest.fixture
def written(tmp_path):
    """Return a function that writes a file and reads it as a table."""

    def read(content: str | bytes, name: str = "members.csv") -> Table:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)

    return read


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes rows to an XLSX file and reads it as a table."""

    def read(*rows: list[object]) -> Table:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "members.xlsx")
        return read_table(tmp_path / "members.xlsx")

    return read


def problems_of(read, *arguments) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as refused:
        read(*arguments)
    return refused.value.problems


def row(text: str) -> Reader:
    return Reader(Row(7, {"cell": text}))


# --- CSV


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_taken_from_the_header(written, separator):
    table = written(f"number{separator}name\n1{separator}Ecole du Moulin\n")
    assert table == Table(("number", "name"), [Row(2, {"number": "1", "name": "Ecole du Moulin"})])


def test_a_quoted_separator_in_the_header_is_not_counted(written):
    assert written('"a, b, c";d\n1;2\n').headers == ("a, b, c", "d")


def test_one_column_is_a_table(written):
    assert written("name\nMoulin\n") == Table(("name",), [Row(2, {"name": "Moulin"})])


def test_a_doubled_byte_order_mark_is_dropped(written):
    assert written(b"\xef\xbb\xbf\xef\xbb\xbfN\xc2\xb0;nom\n1;a\n").headers == ("N°", "nom")


def test_windows_1252_is_read_when_utf_8_fails(written):
    assert written("nom;prix\nécole;5 €\n".encode("cp1252")).rows[0].cells == {"nom": "école", "prix": "5 €"}


def test_cells_and_headers_are_stripped(written):
    table = written(" number ; name\n 1\u00a0;  Moulin \n")
    assert table == Table(("number", "name"), [Row(2, {"number": "1", "name": "Moulin"})])


def test_doubled_quotes_are_one_quote(written):
    assert written('name;city\n"Ecole ""Le Moulin""; section 2";Namur\n').rows[0].cells == {
        "name": 'Ecole "Le Moulin"; section 2',
        "city": "Namur",
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blank_lines_are_skipped_but_counted(written, end):
    table = written(end.join(["", "a;b", "1;2", "", ";", "3;4", ""]))
    assert table.rows == [Row(3, {"a": "1", "b": "2"}), Row(6, {"a": "3", "b": "4"})]


def test_a_record_over_several_lines_has_the_number_of_its_first(written):
    table = written('a;b\r\n"one\r\ntwo";2\r\n3;4\r\n')
    assert table.rows == [Row(2, {"a": "one\r\ntwo", "b": "2"}), Row(4, {"a": "3", "b": "4"})]


def test_columns_without_name_at_the_end_are_left_out_when_empty(written):
    assert written("a;b;;\n1;2;;\n") == Table(("a", "b"), [Row(2, {"a": "1", "b": "2"})])


def test_a_header_alone_is_a_table_without_rows(written):
    assert written("a;b\n") == Table(("a", "b"), [])


# --- refusals


def test_a_missing_file_is_refused(tmp_path):
    path = tmp_path / "nowhere.csv"
    assert problems_of(read_table, path) == (
        Problem("file", str(path), "there is no such file; check the name and the folder"),
    )


def test_a_folder_is_refused(tmp_path):
    assert problems_of(read_table, tmp_path) == (
        Problem("file", str(tmp_path), "the file cannot be read (Is a directory)"),
    )


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\r\n", b";;\n;;\n"])
def test_an_empty_file_is_refused(written, content):
    assert problems_of(written, content) == (
        Problem("file", "members.csv", "the file is empty; its first line must name the columns"),
    )


def test_every_duplicate_column_name_is_refused(written):
    assert problems_of(written, "a;b;a;b\n1;2;3;4\n") == (
        Problem("header", "a", "a column name may be there only once", 1),
        Problem("header", "b", "a column name may be there only once", 1),
    )


def test_a_column_without_a_name_is_refused(written):
    assert problems_of(written, "a;;c\n1;2;3\n") == (
        Problem("header", "no name for column 2", "give every column a name", 1),
    )


def test_every_row_with_too_few_or_too_many_cells_is_refused(written):
    assert problems_of(written, "a;b\n1\n1;2\n1;2;3\n") == (
        Problem("row", "1 cells", "the header has 2", 2),
        Problem("row", "3 cells", "the header has 2", 4),
    )


def test_an_unclosed_quote_is_refused_with_the_line_where_it_opens(written):
    problem = problems_of(written, 'a;b\n1;2\n"3;4\n5;6\n')[0]
    assert (problem.field, problem.found, problem.line) == ("row", "a quote without its pair", 3)


@pytest.mark.parametrize(
    "content",
    [
        b"a;b\n\x81;2\n",
        b"\xef\xbb\xbfa;b\n\xe9;2\n",
        "a;b\n1;2\n".encode("utf-16"),
    ],
    ids=["neither UTF-8 nor Windows-1252", "a mark that promises UTF-8", "UTF-16"],
)
def test_an_unreadable_encoding_is_refused(written, content):
    assert problems_of(written, content) == (
        Problem(
            "file",
            "members.csv",
            "its encoding is not readable; save the file as CSV UTF-8 or as XLSX",
        ),
    )


def test_missing_columns_are_all_named_with_the_columns_found():
    table = Table(("number", "city"), [])
    assert problems_of(table.require, "number", "name", "street") == (
        Problem("name", "columns number, city", "this column must be there"),
        Problem("street", "columns number, city", "this column must be there"),
    )


def test_columns_that_are_there_satisfy_a_requirement():
    assert Table(("number", "city"), []).require("city", "number") is None


# --- XLSX


def test_an_xlsx_cell_is_text_as_a_person_would_write_it(workbook):
    table = workbook(
        ["name", "number", "price", "sum", "day", "moment", "time", "true", "empty"],
        [" Moulin ", 1070.0, 12.5, 0.1 + 0.2, date(2026, 2, 28), MOMENT, time(8, 30), True, None],
    )
    assert table.rows == [
        Row(
            2,
            {
                "name": "Moulin",
                "number": "1070",
                "price": "12.5",
                "sum": "0.3",
                "day": "2026-02-28",
                "moment": "2026-03-29T02:30:00",
                "time": "08:30:00",
                "true": "yes",
                "empty": "",
            },
        )
    ]


def test_blank_xlsx_rows_are_skipped_but_counted(workbook):
    table = workbook([], ["a", "b"], [1, 2], [], [None, ""], [3])
    assert table.rows == [Row(3, {"a": "1", "b": "2"}), Row(6, {"a": "3", "b": ""})]


def test_an_xlsx_cell_beyond_the_header_is_refused(workbook):
    assert problems_of(workbook, ["a", "b"], [1, 2, 3]) == (Problem("row", "3 cells", "the header has 2", 2),)


def test_a_workbook_without_cells_is_refused(workbook):
    assert problems_of(workbook) == (
        Problem("file", "members.xlsx", "the file is empty; its first line must name the columns"),
    )


def test_a_workbook_is_recognised_whatever_its_name(workbook, tmp_path):
    workbook(["a", "b"], [1, 2])
    other_name = (tmp_path / "members.xlsx").rename(tmp_path / "members.csv")
    assert read_table(other_name) == Table(("a", "b"), [Row(2, {"a": "1", "b": "2"})])


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04 cut short"])
def test_a_broken_workbook_is_refused(written, content):
    assert problems_of(written, content, "members.xlsx") == (
        Problem(
            "file",
            "members.xlsx",
            "the workbook cannot be opened (BadZipFile); save it again as XLSX or as CSV",
        ),
    )


# --- typed cells


def test_every_kind_of_cell_is_read():
    reader = Reader(
        Row(
            2,
            {
                "name": "Moulin",
                "basis": "Monthly",
                "day": "31/12/2026",
                "amount": "1.234,50",
                "count": "-12",
                "latitude": "50,4669",
                "exempt": "Oui",
                "bce": "BE 0123.456.749",
            },
        )
    )
    values = (
        reader.text("name"),
        reader.choice("basis", ("monthly", "annual")),
        reader.day("day"),
        reader.cents("amount"),
        reader.integer("count"),
        reader.decimal("latitude"),
        reader.yes_no("exempt"),
        reader.enterprise_number("bce"),
    )
    assert values == (
        "Moulin",
        "monthly",
        date(2026, 12, 31),
        123_450,
        -12,
        Decimal("50.4669"),
        True,
        "0123456749",
    )
    assert reader.problems == []


def test_empty_cells_and_missing_columns_give_the_default():
    reader = row("")
    values = (
        reader.text("cell"),
        reader.text("no such column"),
        reader.choice("cell", ("fr", "nl"), default="fr"),
        reader.day("cell"),
        reader.cents("cell"),
        reader.integer("cell", default=3),
        reader.decimal("cell"),
        reader.yes_no("cell", default=False),
        reader.enterprise_number("cell"),
    )
    assert values == (None, None, "fr", None, None, 3, None, False, None)
    assert reader.problems == []


@pytest.mark.parametrize(
    ("read", "text", "allowed"),
    [
        (lambda r: r.text("cell", required=True), "", "this cell may not be empty"),
        (lambda r: r.text("cell", max_length=3), "abcd", "at most 3 characters are allowed, these are 4"),
        (lambda r: r.choice("cell", ("fr", "nl")), "it", "write one of: fr, nl"),
        (lambda r: r.day("cell"), "31/02/2026", "write a day as 2026-12-31 or 31/12/2026"),
        (lambda r: r.day("cell", required=True), "", "this cell may not be empty"),
        (
            lambda r: r.cents("cell"),
            "1,234",
            "write an amount in euros with at most two decimals, as 1234,50",
        ),
        (lambda r: r.integer("cell"), "1.5", "write a whole number, in digits only"),
        (lambda r: r.integer("cell", low=1), "0", "the lowest allowed is 1"),
        (lambda r: r.integer("cell", high=9), "10", "the highest allowed is 9"),
        (lambda r: r.decimal("cell"), "1.2.3", "write a number as 50.85 or 50,85"),
        (lambda r: r.decimal("cell", high=Decimal("51.6")), "51.7", "the highest allowed is 51.6"),
        (lambda r: r.yes_no("cell", default=True), "perhaps", "write yes or no"),
        (
            lambda r: r.enterprise_number("cell"),
            "0123.456.748",
            "write an enterprise number with valid check digits, as 0123.456.749",
        ),
    ],
)
def test_what_cannot_be_read_is_none_and_a_problem_with_its_line(read, text, allowed):
    reader = row(text)
    assert read(reader) is None
    assert reader.problems == [Problem("cell", text, allowed, 7)]


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("9", 9)])
def test_the_bounds_of_a_number_are_allowed(text, value):
    assert row(text).integer("cell", low=1, high=9) == value


def test_a_caller_can_refuse_a_cell():
    reader = row("12")
    reader.refuse("cell", "only primes")
    assert reader.problems == [Problem("cell", "12", "only primes", 7)]


def test_problems_are_collected_in_the_order_of_reading():
    reader = Reader(Row(4, {"a": "x", "b": "z"}))
    assert (reader.integer("a"), reader.yes_no("b"), reader.text("a")) == (None, None, "x")
    assert [str(problem) for problem in reader.problems] == [
        "line 4, a: found 'x'; write a whole number, in digits only",
        "line 4, b: found 'z'; write yes or no",
    ]


# --- cells of calendars and clocks


@pytest.mark.parametrize("text", ["2026-03", "03/2026", "3.2026", "2026-03-31", "1/3/2026"])
def test_a_month_is_its_first_day(text):
    assert row(text).month("cell") == date(2026, 3, 1)


@pytest.mark.parametrize("text", ["2026", "13/2026", "2026-00", "mars 2026", "31/02/2026"])
def test_what_is_no_month_is_refused(text):
    reader = row(text)
    assert reader.month("cell") is None
    allowed = "write a month as 2025-03 or 03/2025, or a day of it"
    assert reader.problems == [Problem("cell", text, allowed, 7)]


@pytest.mark.parametrize("text", ["1899-12-31", "9999-12-31", "0203-01-01"])
def test_a_day_of_another_age_is_refused(text):
    reader = row(text)
    assert reader.day("cell") is None
    allowed = "write a day of the years 1900 to 2099; leave it empty when there is none"
    assert reader.problems == [Problem("cell", text, allowed, 7)]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("19", 1140),
        ("19:00", 1140),
        ("19:00:00", 1140),
        ("22,8", 1368),
        ("22.8", 1368),
        ("22h48", 1368),
        ("22 h 48", 1368),
        ("38H", 2280),
        ("0:05", 5),
    ],
)
def test_hours_are_read_as_minutes(text, minutes):
    assert row(text).minutes("cell") == minutes


@pytest.mark.parametrize("text", ["19h60", "19:5", "22:48:30", "-19", "19 heures", "h30"])
def test_what_are_no_hours_is_refused(text):
    reader = row(text)
    assert reader.minutes("cell") is None
    assert reader.problems == [Problem("cell", text, "write hours as 19, 22,8, 22:48 or 22h48", 7)]


def test_hours_finer_than_a_minute_are_refused():
    reader = row("22,83")
    assert reader.minutes("cell") is None
    allowed = "this is not a whole number of minutes; write hours as 19, 22,8, 22:48 or 22h48"
    assert reader.problems == [Problem("cell", "22,83", allowed, 7)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8:30", time(8, 30)),
        ("08:30:00", time(8, 30)),
        ("8h30", time(8, 30)),
        ("17h", time(17)),
        ("0:00", time()),
        ("24:00", time()),
    ],
)
def test_a_time_of_the_day_is_read(text, expected):
    assert row(text).clock_time("cell") == expected


@pytest.mark.parametrize("text", ["24:01", "25h", "8:60", "8", "noon"])
def test_what_is_no_time_of_the_day_is_refused(text):
    reader = row(text)
    assert reader.clock_time("cell") is None
    assert reader.problems == [Problem("cell", text, "write a time as 08:30 or 8h30", 7)]


def test_times_and_durations_of_a_workbook_are_read(workbook):
    reader = Reader(workbook(["start", "week"], [time(8, 30), timedelta(hours=38)]).rows[0])
    assert (reader.clock_time("start"), reader.minutes("week"), reader.problems) == (time(8, 30), 2280, [])


def test_a_code_is_capitals_digits_and_hyphens():
    assert row("W-001").code("cell", 5) == "W-001"
    reader = row("w 1")
    assert reader.code("cell", 5) is None
    assert reader.problems == [Problem("cell", "w 1", "write capitals, digits and hyphens only, as M-001", 7)]


# --- what may be named, and templates


@pytest.mark.parametrize(
    ("known", "allowed"),
    [
        ((), "none is recorded yet"),
        ("BA", "write one of: A, B"),
        ("GFEDCBA", "write one of: A, B, C, D, E, ... (7 in all)"),
    ],
)
def test_the_first_of_many_known_names_are_listed(known, allowed):
    assert one_of(known) == allowed


@pytest.mark.parametrize("name", ["template.csv", "template.xlsx"])
def test_a_template_reads_back_as_it_was_written(tmp_path, name):
    path = tmp_path / name
    write_template(path, ("number", "city"), [{"number": "0012", "city": "Liège"}, {"number": "0013"}])
    assert read_table(path) == Table(
        ("number", "city"), [Row(2, {"number": "0012", "city": "Liège"}), Row(3, {"number": "0013", "city": ""})]
    )


def test_a_table_carries_the_hash_of_its_file(written):
    assert written("a\n1\n").sha256 == "309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc"
