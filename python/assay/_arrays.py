"""Arrays of other libraries as NumPy's, and their values as the texts that the core counts."""
import numbers
from collections.abc import Mapping

import numpy as np


def array(values):
    """Any array, tensor (also of an accelerator), series or list as NumPy's; copies where it must."""
    if isinstance(values, np.ma.MaskedArray):
        return np.where(np.ma.getmaskarray(values), None, values.data.astype(object))
    if hasattr(values, "detach"):  # PyTorch: off the graph and the accelerator
        values = values.detach().cpu()
        if "bfloat16" in str(values.dtype):
            values = values.float()  # NumPy has no such type
    elif hasattr(values, "__dlpack__") and not hasattr(values, "__array__"):
        return np.from_dlpack(values, device="cpu")
    return np.asarray(values)


def column(values, name):
    """As `array`, of shape (n,); (n, 1) is taken for it. ValueError for other shapes."""
    found = array(values)
    if found.ndim == 2 and found.shape[1] == 1:
        found = found[:, 0]
    if found.ndim != 1:
        raise ValueError(f"'{name}' has the shape {found.shape}: it needs one value a row")
    return found


def text(value):
    """A value as the core writes it; None for none and NaN. TypeError for what is no text, number or boolean."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, (float, np.floating)):
        return None if value != value else str(value)
    if type(value).__name__ in ("NAType", "NaTType"):  # pandas
        return None
    raise TypeError(f"a value of type {type(value).__name__} is not counted: make it text")


def coded(values):
    """(code of each row, text of each code) of a column; equal values have equal codes.

    Cost: O(n log n), or a step of Python a row for objects.
    """
    if values.dtype.kind in "biuf":
        distinct, codes = np.unique(values, return_inverse=True)
        return codes, [text(value) for value in distinct]
    places = {}
    codes = np.fromiter((places.setdefault(text(value), len(places)) for value in values.astype(object)), np.int64,
                        len(values))
    return codes, list(places)


def combinations(columns):
    """(combination of each row, texts of each combination, rows of each) of [(codes, texts)] as `coded` gives them."""
    keys, size = columns[0][0], len(columns[0][1])
    for codes, texts in columns[1:]:
        if size * len(texts) >= 2**63:
            distinct, keys = np.unique(keys, return_inverse=True)
            size = len(distinct)
        keys, size = keys * len(texts) + codes, size * len(texts)
    _, first, of_row, rows = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return of_row, [tuple(texts[codes[i]] for codes, texts in columns) for i in first], rows.tolist()


def named(groups, names=None):
    """{name: array} of a mapping, a table, a column, or an array of shape (n, columns).

    Without `names` an array's columns are "group", or "group0", "group1" ...; a series keeps its own.
    """
    if not isinstance(groups, Mapping):
        keys = getattr(groups, "column_names", getattr(groups, "columns", None))
        if keys is not None:
            groups = {key: groups[key] for key in keys}
        else:
            groups = _columns(groups, names)
    groups = {str(name): column(values, name) for name, values in groups.items()}
    if not groups:
        raise ValueError("no column of groups")
    if names is not None and (missing := [name for name in names if name not in groups]):
        raise ValueError(f"no group column '{missing[0]}'; there are: {', '.join(groups)}")
    return {name: groups[name] for name in names or groups}


def _columns(groups, names):
    found = array(groups)
    if found.ndim == 1:
        found = found[:, None]
    if found.ndim != 2 or names is not None and found.shape[1] != len(names):
        raise ValueError(f"groups have the shape {found.shape}: they need {len(names or [0])} columns")
    if names is None:
        own = getattr(groups, "name", None)
        names = [own or "group"] if found.shape[1] == 1 else [f"group{i}" for i in range(found.shape[1])]
    return dict(zip(names, found.T))


def same_length(columns):
    """The number of rows of {name: array}. ValueError where they differ, or there are none."""
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"columns of different lengths: {', '.join(f'{name} {n}' for name, n in lengths.items())}")
    return next(iter(lengths.values()))
