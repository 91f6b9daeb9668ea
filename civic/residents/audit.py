"""How residents are named in the audit book."""


def resident_subject(resident_id: int) -> str:
    """By number, which erasure leaves anonymous."""
    return f"resident:{resident_id}"
