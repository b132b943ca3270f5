"""The official statements of Announcements No. 5 and No. 12: made from a declaration, and read back from paper.

    from supplycheck.statements import docx_file, make, read, wanted

    report = checker.check(declaration)
    for want in wanted(declaration, report):  # one for each form that the lines' routes demand on the day
        paper = make(declaration, report, want)  # a draft; what is unknown stays blank, what is not shown is not ticked
        data = docx_file.write(paper)
        assert read(data, "statement.docx").data["form"] == want.form

The wording is our own; each form names the announcement that the official one is annexed to.
"""

from supplycheck.statements.paper import Paper, Wanted, make, wanted
from supplycheck.statements.reading import Reading, read

__all__ = ["Paper", "Reading", "Wanted", "make", "read", "wanted"]
