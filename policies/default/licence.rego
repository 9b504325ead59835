# What a licence permits: from its key to its family, from the family to its clauses.
package assay.licence

import data.assay.tables

# The clauses of a licence; those of an unknown licence are ["unknown"].
clauses(licence) := tables.licences.families[family(licence)].clauses

# "by-nc-sa-3.0-de" is of the longest family that is followed by a version: "by-nc-sa".
family(licence) := licence.key if {
	tables.licences.families[licence.key]
} else := longest if {
	parts := split(licence.key, "-")
	some n in [4, 3, 2, 1]
	longest := concat("-", array.slice(parts, 0, n))
	tables.licences.families[longest]
	is_version(parts[n])
} else := tables.licences.references[licence.spdx] if {
	true
} else := tables.licences.rights_statements[statement] if {
	startswith(licence.spdx, "LicenseRef-RightsStatements-")
	statement := trim_suffix(trim_prefix(licence.spdx, "LicenseRef-RightsStatements-"), "-1.0")
} else := list if {
	some list in ["permissive", "copyleft", "public-domain-dedication"]
	licence.spdx in tables.licences.spdx[list]
} else := "other"

is_version(part) if substring(part, 0, 1) in {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}

# Findings that the clauses give: none for an open licence.
findings(licence) := {tables.clauses[clause].finding | some clause in clauses(licence)}

obligations(licence) := {obligation |
	some clause in clauses(licence)
	some code in tables.clauses[clause].obligations
	obligation := {"code": code, "params": {"licence": licence.spdx}}
}
