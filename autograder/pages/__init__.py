"""Pages of HTML, each one file that needs no other and no network: a student's and a class's."""

from pathlib import Path

from autograder.pages import class_page, engine, submission
from autograder.reporting.files import Pages

PAGES = Pages(
    {"report.html": submission.student, "staff.html": submission.staff},
    {"class.html": class_page.write},
    Path(__file__).parent,
    engine.prepare,
)
"""What is written beside the other formats, for each submission and for the class."""
