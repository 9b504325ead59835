# The decision for one record and one use. Rules only find; what a finding means for a purpose in a
# jurisdiction stands in findings.json, and why in bases.json. This is not legal advice.
package assay.decision

import data.assay.finding
import data.assay.tables

decision := {
	"verdict": verdict,
	"reasons": [reason(code) | some code in codes],
	"obligations": [obligation | some obligation in obligations],
	"recheck_by": recheck_by,
}

# In order, for a set is sorted.
codes := {pair[0] | some pair in finding.found}

# The most specific cell of the table: this purpose here, this purpose anywhere, any purpose here,
# any purpose anywhere.
effect[code] := cell if {
	some code in codes
	table := tables.effects[tables.findings[code].effects]
	cell := first_cell(table)
}

first_cell(table) := cell if {
	cell := table[input.use.purpose][input.use.jurisdiction]
} else := cell if {
	cell := table[input.use.purpose]["*"]
} else := cell if {
	cell := table["*"][input.use.jurisdiction]
} else := table["*"]["*"]

verdicts := {effect[code].verdict | some code in codes}

# The strongest wins, and silence is no consent.
verdict := "deny" if {
	"deny" in verdicts
} else := "review" if {
	"review" in verdicts
} else := "allow" if {
	"allow" in verdicts
} else := "review"

reason(code) := {
	"code": code,
	"tier": effect[code].tier,
	"layer": tables.findings[code].layer,
	"evidence": evidence(code),
	"message": message(tables.findings[code].says, effect[code]),
}

evidence(code) := [pair[1] |
	some pair in finding.found
	pair[0] == code
	pair[1] > 0
]

message(says, cell) := sprintf("%s. %s [%s]", [says, cell.note, cites(cell)]) if {
	cell.note
} else := sprintf("%s [%s]", [says, cites(cell)])

cites(cell) := concat("; ", [tables.bases[basis].cite | some basis in cell.bases])

# What is owed when the record is used: nothing for one that may not be.
obligations := set() if {
	verdict == "deny"
} else := (finding.owed | by_finding) | by_effect

by_finding := {obligation |
	some code in codes
	some owed in tables.findings[code].obligations
	obligation := {"code": owed, "params": {}}
}

by_effect := {obligation |
	some code in codes
	some owed in effect[code].obligations
	obligation := {"code": owed, "params": {}}
}

# The earliest day on which a law that was cited is due to be read again.
recheck_by := min({tables.bases[basis].recheck_by |
	some code in codes
	some basis in effect[code].bases
})

# Every reason that this pack can give: `assay reasons`.
reasons := [listed |
	some code, entry in tables.findings
	listed := {
		"code": code,
		"layer": entry.layer,
		"says": entry.says,
		"effects": tables.effects[entry.effects],
	}
]
