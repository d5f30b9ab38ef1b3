"""Text of files in a sentence: what a terminal would act on is shown instead."""


def visible(sentence: str, keep: str = "") -> str:
    r"""A file name can hold line breaks and marks that turn text around; here they are shown.

    >>> visible("a\nb\u202e.csv")
    'a\\nb\\u202e.csv'
    """
    return "".join(
        sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode()
        for sign in sentence
    )
