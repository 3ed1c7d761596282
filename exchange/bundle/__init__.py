"""The register bundle: a folder of CSV files that fills and updates the register, all or nothing (contract, section 3).

`files` says what each file holds, `staging` streams it into temporary tables and judges every cell, `checks` judges the
bundle as a whole against itself and the register, `merge` writes the difference, `load` does these in order.
"""
