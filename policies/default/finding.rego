# What a situation shows, without judging it: pairs of a code and the evidence that shows it.
# Evidence 0 stands for none, and occurs only where a situation holds no facts at all.
package assay.finding

import data.assay.licence
import data.assay.tables

purpose := tables.purposes[input.use.purpose]

# --- The question itself -------------------------------------------------------------------------

# What to point at when a finding is about something missing.
subject := input.concluded.evidence if {
	input.concluded.evidence
} else := min(numbers) if {
	numbers := {entry.evidence |
		some member in ["c2pa", "licences", "privacy", "probes", "signals", "statements", "unreadable"]
		some entry in input[member]
	}
	count(numbers) > 0
} else := 0

found contains ["situation.unknown", subject] if not is_known_situation

is_known_situation if {
	input.version == 1
	object.keys(input) == {member | some member in tables.situation.members}
}

found contains ["use.purpose", subject] if not purpose

found contains ["use.jurisdiction", subject] if not tables.jurisdictions[input.use.jurisdiction]

found contains ["use.date", subject] if not is_dated

is_dated if {
	count(input.use.date) == 10
	input.use.date >= "2000-01-01"
	input.use.date <= "2999-12-31"
}

found contains ["record.undecided", subject] if not input.record.outcome in {"ok", "repaired"}

found contains ["permission.unread", subject] if input.permissions != []

found contains ["facts.incomplete", subject] if not input.concluded.evidence

found contains ["facts.unreadable", entry.evidence] if some entry in input.unreadable

# Where a record came from may speak for it; what was not asked there is not known.
found contains ["origin.not_probed", entry.evidence] if {
	input.origin.known
	some entry in input.probes
}

# --- Opt-outs ------------------------------------------------------------------------------------

# Whoever says it, and however badly it is signed: a refusal counts.
found contains [code, signal.evidence] if {
	some signal in input.signals
	some assertion in signal.asserts
	assertion.use in purpose.uses
	assertion.value in {"deny", "conditional"}
	code := opt_out(signal)
}

opt_out(signal) := "optout.facts" if {
	is_fact
	signal
} else := code if {
	code := tables.protocols[signal.protocol].opt_out
} else := "optout.other"

# A grant counts only from a signature that has not failed, and only as a reason beside a licence.
found contains ["signal.grant", signal.evidence] if {
	some signal in input.signals
	signal.state == "present"
	signal.authority != "invalid"
	some assertion in signal.asserts
	assertion.use in purpose.uses
	assertion.value == "allow"
}

found contains ["signal.unknown", signal.evidence] if {
	some signal in input.signals
	not is_known_signal(signal)
}

is_known_signal(signal) if {
	tables.protocols[signal.protocol]
	every assertion in signal.asserts {
		assertion.use in tables.situation.uses
		assertion.value in tables.situation.values
	}
}

# --- Licences ------------------------------------------------------------------------------------

# A fact such as a price has no author: no licence is looked for.
is_fact if input.record.kind in purpose.facts

found contains ["record.fact", subject] if is_fact

found contains ["record.protected_text", subject] if input.record.kind in purpose.protected_text

in_file := [entry | some entry in input.licences; entry.scope == "asset"]

elsewhere := [entry | some entry in input.licences; entry.scope != "asset"]

restrictions[entry.evidence] := licence.findings(entry) if some entry in input.licences

found contains ["licence.none", subject] if {
	not is_fact
	input.licences == []
}

is_contradicted if input.contradiction != null

# Statements that contradict each other refuse only what each of them refuses.
found contains [code, entry.evidence] if {
	not is_fact
	counts_restrictions
	some entry in in_file
	some code in restrictions[entry.evidence]
}

counts_restrictions if not is_contradicted

counts_restrictions if {
	is_contradicted
	every entry in in_file {
		count(restrictions[entry.evidence]) > 0
	}
}

found contains ["licence.contradiction", input.contradiction.evidence] if {
	not is_fact
	is_contradicted
}

# A grant needs a text that was recognised with confidence; a restriction does not.
found contains [code, entry.evidence] if {
	not is_fact
	some entry in in_file
	count(restrictions[entry.evidence]) == 0
	code := grant(entry)
}

grant(entry) := "licence.open" if {
	entry.confidence == "strong"
} else := "licence.weak"

found contains [code, entry.evidence] if {
	not is_fact
	in_file == []
	some entry in elsewhere
	code := place(entry)
}

place(entry) := "licence.page_only" if {
	entry.scope == "page"
} else := "licence.folder_only" if {
	entry.scope == "folder"
} else := "licence.scope_unknown"

found contains ["licence.elsewhere_stricter", entry.evidence] if {
	not is_fact
	in_file != []
	some entry in elsewhere
	count(restrictions[entry.evidence]) > 0
}

owed contains obligation if {
	not is_fact
	some entry in in_file
	some obligation in licence.obligations(entry)
}

# --- Other statements ----------------------------------------------------------------------------

found contains ["statement.stock_agency", entry.evidence] if {
	some entry in input.statements
	entry.kind == "stock_agency"
}

# Terms in words that nobody has read matter where no licence answers.
found contains ["statement.usage_terms", entry.evidence] if {
	in_file == []
	some entry in input.statements
	entry.kind == "usage_terms"
}

found contains [code, entry.evidence] if {
	some entry in input.privacy
	code := privacy_code(entry.kind)
}

privacy_code(kind) := concat("", ["privacy.", kind]) if {
	kind in {"gps", "owner", "serial", "thumbnail"}
} else := "privacy.other"

# --- The right in a collection -------------------------------------------------------------------

found contains ["database.collection", input.origin.evidence] if {
	purpose.database_right
	input.origin.known
}

# Where facts come from decides whose collection they are taken out of.
found contains ["database.unknown", subject] if {
	is_fact
	not input.origin.known
}
