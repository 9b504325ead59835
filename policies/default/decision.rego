# The decision for one record and one use. finding.rego finds; what a finding means for a purpose in
# a jurisdiction stands in findings.json and effects.json, and why in bases.json.
# This is not legal advice. One package in three files: in the embedded engine a reference into another
# package costs a search through all of them.
package assay.decision

decision := {
	"verdict": verdict,
	"reasons": [reason |
		some code in codes
		cell := cells[code]
		reason := {
			"code": code,
			"tier": cell.tier,
			"layer": tables.findings[code].layer,
			"evidence": [pair[1] | some pair in found; pair[0] == code; pair[1] > 0],
			"message": concat("", [tables.findings[code].says, note(cell), " [", cites(cell), "]"]),
		}
	],
	"obligations": [obligation | some obligation in obligations],
	"recheck_by": min({tables.bases[basis].recheck_by | some cell in cells; some basis in cell.bases}),
}

# In order, for a set is sorted.
codes := {pair[0] | some pair in found}

# By code, what it means here: the most specific cell of its table.
cells := {code: cell |
	some code in codes
	cell := first_cell(tables.effects[tables.findings[code].effects])
}

first_cell(table) := table[input.use.purpose][input.use.jurisdiction] if {
	table[input.use.purpose][input.use.jurisdiction]
} else := table[input.use.purpose]["*"] if {
	table[input.use.purpose]["*"]
} else := table["*"][input.use.jurisdiction] if {
	table["*"][input.use.jurisdiction]
} else := table["*"]["*"]

verdicts := {cell.verdict | some cell in cells}

# The strongest wins, and silence is no consent.
verdict := "deny" if {
	"deny" in verdicts
} else := "review" if {
	"review" in verdicts
} else := "allow" if {
	"allow" in verdicts
} else := "review"

note(cell) := concat("", [". ", cell.note]) if {
	cell.note
} else := ""

cites(cell) := concat("; ", [tables.bases[basis].cite | some basis in cell.bases])

# What is owed when the record is used: nothing for one that may not be.
obligations := set() if {
	verdict == "deny"
} else := owed | by_finding

by_finding := {{"code": due, "params": {}} |
	some code, cell in cells
	some due in array.concat(tables.findings[code].obligations, cell.obligations)
}

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
