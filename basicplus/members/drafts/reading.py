"""Reads members and their sites from a file through a named mapping; saves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from basicplus.errors import Problem, invalid
from basicplus.members.drafts.draft import MemberDraft, MemberDrafts, SiteDraft
from basicplus.members.drafts.fwb_register import FWB_REGISTER
from basicplus.members.drafts.mapping import Mapping
from basicplus.members.drafts.template import TEMPLATE
from basicplus.tabular import Reader, Table, read_table, unknown_columns

MAPPINGS = {mapping.name: mapping for mapping in (FWB_REGISTER, TEMPLATE)}


def read_members(path: Path, mapping: str | None = None) -> MemberDrafts:
    """Read the members and sites in a CSV or XLSX file; recognise the mapping from the header when None.

    Several lines may describe one member, and one site: the first accepted line counts, equal ones are
    merged, and one that contradicts it is refused. An invalid enterprise number refuses every line of its
    member; one that is not there, or a site without coordinates, is accepted with a remark. A site may
    belong to several members; each draft then carries it.

    Raises InvalidInput when the file cannot be read as a table (see read_table), the mapping is not known
    or not recognised, or a column is missing.
    """
    table = read_table(path)
    chosen = _chosen(table, mapping)
    table.require(*chosen.required)
    lines = [_Line(reader, *chosen.read_line(reader)) for reader in map(Reader, table.rows)]
    _refuse_invalid_members(lines, chosen)
    remarks = list(unknown_columns(table, chosen.required + chosen.optional, f"the mapping {chosen.name}"))
    drafts = MemberDrafts(chosen.name, lines_read=len(lines), remarks=remarks, sha256=table.sha256)
    _gather(lines, chosen, drafts)
    return drafts


def _chosen(table: Table, name: str | None) -> Mapping:
    if name is not None:
        if name not in MAPPINGS:
            raise invalid("mapping", name, "the known mappings are " + ", ".join(MAPPINGS))
        return MAPPINGS[name]
    for mapping in MAPPINGS.values():
        if set(mapping.required) <= set(table.headers):
            return mapping
    known = "; ".join(f"{known.name} (needs {', '.join(known.required)})" for known in MAPPINGS.values())
    raise invalid("mapping", "columns " + ", ".join(table.headers), f"the known mappings are {known}")


@dataclass(frozen=True)
class _Line:
    """One line as read: its reader, which holds the problems, a member without sites, perhaps a site."""

    reader: Reader
    member: MemberDraft
    site: SiteDraft | None


def _refuse_invalid_members(lines: list[_Line], mapping: Mapping) -> None:
    """Refuse every line of a member of which one line has an invalid enterprise number."""
    column = mapping.member_columns["enterprise_number"]
    wrong = [line for line in lines if any(problem.field == column for problem in line.reader.problems)]
    first_wrong = {line.member.number: line.member.line for line in reversed(wrong) if line.member.number}
    for line in lines:
        if line.member.number in first_wrong and line not in wrong:
            culprit = first_wrong[line.member.number]
            allowed = f"this member is refused: its enterprise number on line {culprit} is not valid"
            line.reader.refuse(mapping.number_column, allowed)


def _gather(lines: list[_Line], mapping: Mapping, drafts: MemberDrafts) -> None:
    """Merge the lines into `drafts`: those without problems as members, the others as refused."""
    members: dict[str, _Line] = {}
    sites: dict[str, _Line] = {}
    sites_of: dict[str, dict[str, SiteDraft]] = {}
    for line in lines:
        code = line.site.code if line.site else ""
        _check_agreement(line, members.get(line.member.number), sites.get(code), mapping)
        if line.reader.problems:
            drafts.refused.extend(line.reader.problems)
            continue
        if line.member.number not in members:
            drafts.remarks.extend(_remarks_on_member(line, mapping))
        members.setdefault(line.member.number, line)
        if line.site and code not in sites:
            drafts.remarks.extend(_remarks_on_site(line, mapping))
        places = sites_of.setdefault(line.member.number, {})
        if line.site and (first := sites.setdefault(code, line).site):
            places[code] = first
    for number, line in members.items():
        given, attached = mapping.given(line.reader), tuple(sites_of[number].values())
        drafts.members.append(replace(line.member, given=given, sites=attached))
    drafts.remarks.extend(_remarks_on_numbers(drafts.members, mapping))


def _check_agreement(line: _Line, same_member: _Line | None, same_site: _Line | None, mapping: Mapping) -> None:
    """Refuse what contradicts the first accepted line of the same member, or of the same site."""
    if line.reader.problems:
        return
    if same_member:
        _refuse_differences(line, same_member, line.member, same_member.member, mapping.member_columns)
    if same_site:
        _refuse_differences(line, same_site, line.site, same_site.site, mapping.site_columns)


def _refuse_differences(
    line: _Line, earlier: _Line, found: object, expected: object, columns: dict[str, str]
) -> None:
    for attribute, column in columns.items():
        if getattr(found, attribute) != getattr(expected, attribute):
            there = f"line {earlier.member.line}, where it is {earlier.reader.found(column)!r}"
            line.reader.refuse(column, f"this contradicts {there}; make the lines agree")


def _remarks_on_member(line: _Line, mapping: Mapping) -> Iterator[Problem]:
    if line.member.enterprise_number is None:
        column = mapping.member_columns["enterprise_number"]
        yield Problem(column, "", "accepted without an enterprise number; add it when known", line.member.line)


def _remarks_on_site(line: _Line, mapping: Mapping) -> Iterator[Problem]:
    if line.site and line.site.latitude is None:
        allowed = f"site {line.site.code} is accepted without coordinates; add them when known"
        yield Problem(mapping.site_columns["latitude"], "", allowed, line.member.line)


def _remarks_on_numbers(members: list[MemberDraft], mapping: Mapping) -> Iterator[Problem]:
    """Remark each member that has the enterprise number of an earlier one."""
    first: dict[str, MemberDraft] = {}
    for member in members:
        if member.enterprise_number is None:
            continue
        earlier = first.setdefault(member.enterprise_number, member)
        if earlier is not member:
            allowed = f"{earlier.number} on line {earlier.line} has it too; check that they are two associations"
            column = mapping.member_columns["enterprise_number"]
            yield Problem(column, member.enterprise_number, allowed, member.line)
