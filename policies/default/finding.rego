# What a situation shows, without judging it: pairs of a code and the evidence that shows it.
# Evidence 0 stands for none, and occurs only where a situation holds no facts at all.
package assay.decision

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

# Negations are of rules without arguments: OPA looks into the arguments of what it negates first,
# and finds nothing at all where one is missing.
found contains ["use.purpose", subject] if not purpose

found contains ["use.jurisdiction", subject] if not is_known_jurisdiction

is_known_jurisdiction if tables.jurisdictions[input.use.jurisdiction]

found contains ["use.date", subject] if not is_dated

is_dated if {
	count(input.use.date) == 10
	input.use.date >= "2000-01-01"
	input.use.date <= "2999-12-31"
}

found contains ["record.undecided", subject] if not is_decided

is_decided if input.record.outcome in {"ok", "repaired"}

found contains ["permission.unread", subject] if count(input.permissions) != count(readable)

readable := [entry | some entry in input.permissions; entry.kind in {"clause", "contract"}]

found contains ["facts.incomplete", subject] if not input.concluded.evidence

found contains ["facts.unreadable", entry.evidence] if some entry in input.unreadable

# Where a record came from may speak for it; what was not asked there is not known.
found contains ["origin.not_probed", entry.evidence] if {
	input.origin.known
	some entry in input.probes
	entry.state != "absent"
}

# --- Terms of use --------------------------------------------------------------------------------

found contains ["contract.blocked", entry.evidence] if {
	some entry in input.permissions
	entry.kind == "contract"
	entry.state == "blocked"
}

found contains ["contract.reopened", entry.evidence] if {
	some entry in input.permissions
	entry.kind == "contract"
	entry.state != "blocked"
	entry.state != "cleared"
}

is_cleared if {
	some entry in input.permissions
	entry.kind == "contract"
	entry.state == "cleared"
}

# What a person has read and cleared is settled; what a text permits needs nobody.
found contains ["terms.automation", entry.evidence] if {
	not is_cleared
	some entry in input.permissions
	entry.kind == "clause"
	entry.clause == "automation"
	entry.polarity != "permits"
}

found contains ["terms.use", entry.evidence] if {
	not is_cleared
	some entry in input.permissions
	entry.kind == "clause"
	entry.clause != "automation"
	entry.clause != "personal_data"
	entry.polarity != "permits"
}

# --- Opt-outs ------------------------------------------------------------------------------------

# Whoever says it, and however badly it is signed: a refusal counts.
found contains [opt_out(signal.protocol), signal.evidence] if {
	some signal in input.signals
	some assertion in signal.asserts
	refuses(signal.protocol, assertion.value)
	assertion.use in refusable
}

refuses(_, value) if value == "deny"

# Conditions that nobody has met are a refusal, but of a protocol that offers a licence.
refuses(protocol, value) if {
	value == "conditional"
	not tables.protocols[protocol].offer
}

found contains [tables.protocols[signal.protocol].offer, signal.evidence] if {
	some signal in input.signals
	some assertion in signal.asserts
	assertion.value == "conditional"
	assertion.use in refusable
}

# What may not be fetched may not be used, whatever for.
refusable := {"acquire"} | {use | some use in purpose.uses}

# Not a matter of purposes and exceptions: who is asked to stay out stays out.
found contains ["acquire.refused", signal.evidence] if {
	some signal in input.signals
	some assertion in signal.asserts
	assertion.use == "acquire"
	refuses(signal.protocol, assertion.value)
}

# A site that was asked whether it may be fetched from, and did not say, or not so that it can be
# read.
found contains ["acquire.unanswered", entry.evidence] if {
	some entry in input.probes
	entry.protocol == "robots"
	entry.state in {"unreachable", "malformed"}
}

opt_out(protocol) := "optout.facts" if {
	is_fact
	protocol
} else := tables.protocols[protocol].opt_out if {
	tables.protocols[protocol]
} else := "optout.other"

# A grant counts only from a signature that has not failed, and only as a reason beside a licence.
found contains ["signal.grant", signal.evidence] if {
	some signal in input.signals
	signal.state == "present"
	signal.authority != "invalid"
	some assertion in signal.asserts
	assertion.value == "allow"
	assertion.use in purpose.uses
}

found contains ["signal.unknown", signal.evidence] if {
	some signal in input.signals
	not is_known_signal(signal)
}

is_known_signal(signal) if {
	tables.protocols[signal.protocol]
	signal.state == "present"
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

licences := [] if {
	is_fact
} else := input.licences

# What the file says of itself: the licence that was concluded; where none was, every statement,
# though a bare notice of copyright takes nothing from a licence that its holder gives.
in_file := concluded if {
	concluded := [entry | some entry in licences; entry.scope == "asset"; entry.spdx == input.concluded.spdx]
	concluded != []
} else := stated if {
	stated := [entry | some entry in licences; entry.scope == "asset"; entry.basis != "notice"]
	stated != []
} else := [entry | some entry in licences; entry.scope == "asset"]

# By evidence, the findings that the clauses of a licence give: none for an open one.
restrictions[entry.evidence] := findings if {
	some entry in licences
	findings := {tables.clauses[clause].finding | some clause in clauses(entry)}
}

clauses(entry) := tables.licences.families[entry.family].clauses if {
	tables.licences.families[entry.family]
} else := ["unknown"]

found contains ["licence.none", subject] if {
	licences == []
	not is_fact
}

found contains [code, entry.evidence] if {
	counts_restrictions
	some entry in in_file
	some code in restrictions[entry.evidence]
}

# Statements that contradict each other refuse only what each of them refuses.
counts_restrictions if input.contradiction == null

counts_restrictions if {
	input.contradiction.evidence
	every entry in in_file {
		count(restrictions[entry.evidence]) > 0
	}
}

found contains ["licence.contradiction", input.contradiction.evidence] if not is_fact

# A grant needs a text that was recognised with confidence; a restriction does not.
found contains [grant(entry.confidence), entry.evidence] if {
	some entry in in_file
	count(restrictions[entry.evidence]) == 0
}

grant(confidence) := "licence.open" if {
	confidence == "strong"
} else := "licence.weak"

found contains [place(entry.scope), entry.evidence] if {
	in_file == []
	some entry in licences
}

place(scope) := "licence.page_only" if {
	scope == "page"
} else := "licence.folder_only" if {
	scope == "folder"
} else := "licence.scope_unknown"

found contains ["licence.elsewhere_stricter", entry.evidence] if {
	in_file != []
	some entry in licences
	entry.scope != "asset"
	count(restrictions[entry.evidence]) > 0
}

# What the licences ask for, whoever uses the record.
owed contains {"code": code, "params": {"licence": entry.spdx}} if {
	some entry in in_file
	some clause in clauses(entry)
	some code in tables.clauses[clause].obligations
}

# --- Other statements ----------------------------------------------------------------------------

found contains [meaning.finding, entry.evidence] if {
	some entry in input.statements
	meaning := tables.statements[entry.kind]
	counts_beside(meaning)
	entry.carrier != "folder"
}

# Words that nobody has read matter where no licence answers.
counts_beside(meaning) if meaning.beside_licence

counts_beside(meaning) if {
	not meaning.beside_licence
	in_file == []
}

found contains [privacy(entry.kind), entry.evidence] if some entry in input.privacy

privacy(kind) := concat("", ["privacy.", kind]) if {
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
