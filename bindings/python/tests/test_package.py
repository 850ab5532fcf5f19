"""What is in the package beside the modules."""

from pathlib import Path

import beckon


def test_the_licences_of_what_is_inside_come_with_it() -> None:
    text = (Path(beckon.__file__).parent / "licenses" / "LMDB").read_text()
    assert "The OpenLDAP Public License" in text
