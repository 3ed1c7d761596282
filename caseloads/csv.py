"""Downloads of lists, as `common.download` makes them."""

from common.download import FORMULA_STARTS, MARKING, download, safe_cell

__all__ = ["FORMULA_STARTS", "MARKING", "download", "safe_cell"]
