"""What the jail can do: read a PDF, an image or a Word file, and draw one page. Loaded whole before it locks itself in."""

from . import images, pdf, serving, wordfile

TASKS = {
    "nothing": lambda data: ({}, b""),
    "read_pdf": pdf.read,
    "draw_pdf": pdf.draw,
    "read_image": images.read,
    "draw_image": images.draw,
    "read_word": wordfile.read,
}


def main(parent: int) -> None:
    serving.serve(parent, TASKS)
