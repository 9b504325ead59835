"""Tables of other libraries as Arrow streams."""


def source(table, columns, threshold=None):
    """What the core reads: the table's stream, or the counts of what has counted by itself, with that threshold of scores."""
    if hasattr(table, "__assay_counts__"):
        return table.__assay_counts__(columns, threshold)
    return stream(table, columns)


def stream(table, columns):
    """A capsule of the table's columns; of other columns too, where the table cannot leave them out."""
    if not hasattr(table, "__arrow_c_stream__"):
        raise TypeError(f"{type(table).__name__} is no table: it has no __arrow_c_stream__. "
                        "pandas (2.2 or newer, with pyarrow), Polars and PyArrow tables have one")
    return _narrowed(table, list(dict.fromkeys(columns))).__arrow_c_stream__()


def _narrowed(table, columns):
    """Without the columns that nobody asked for: a data frame may have to convert each of them."""
    names = list(getattr(table, "column_names", getattr(table, "columns", [])))
    if any(names.count(column) != 1 for column in columns):
        return table  # the core says what is wrong, and which name is near
    return table.select(columns) if hasattr(table, "select") else table[columns]
