# One test a promise. Situations are written as docs/reference/situation.md gives them.
package assay.decision_test

import data.assay.decision

# --- Situations ----------------------------------------------------------------------------------

# A readable picture about which nobody says anything.
silent := {
	"version": 1,
	"use": {"purpose": "commercial-training", "jurisdiction": "EU", "date": "2026-11-22"},
	"record": {"kind": "image", "outcome": "ok"},
	"permissions": [],
	"c2pa": [],
	"concluded": {"evidence": 1, "spdx": null, "rule": "none"},
	"contradiction": null,
	"licences": [],
	"origin": {"known": false},
	"privacy": [],
	"probes": [],
	"signals": [],
	"statements": [],
	"unreadable": [],
}

entry(family, spdx, scope, evidence) := {
	"family": family,
	"spdx": spdx,
	"scope": scope,
	"status": "declared",
	"carrier": "embedded",
	"basis": "text",
	"confidence": "strong",
	"evidence": evidence,
}

concluded(spdx) := {"evidence": 1, "spdx": spdx, "rule": "asset.declared"}

licensed(family, spdx) := object.union(silent, {
	"concluded": concluded(spdx),
	"licences": [entry(family, spdx, "asset", 2)],
})

signal(protocol, use, value) := {
	"protocol": protocol,
	"asserts": [{"use": use, "value": value}],
	"scope": "asset",
	"authority": "unknown",
	"state": "present",
	"evidence": 3,
}

by := licensed("by", "CC-BY-4.0")

refused(protocol, use) := object.union(by, {"signals": [signal(protocol, use, "deny")]})

contradicting(first, second) := object.union(silent, {
	"concluded": {"evidence": 1, "spdx": null, "rule": "contradiction"},
	"contradiction": {"evidence": 2, "claims": ["A", "B"]},
	"licences": [entry(first, "A", "asset", 3), entry(second, "B", "asset", 4)],
})

for_use(situation, purpose, jurisdiction) := object.union(situation, {"use": {
	"purpose": purpose,
	"jurisdiction": jurisdiction,
	"date": "2026-11-22",
}})

# --- Answers -------------------------------------------------------------------------------------

verdict(situation) := v if {
	v := decision.decision.verdict with input as situation
}

codes(situation) := {reason.code | some reason in answer(situation).reasons}

obligations(situation) := {obligation.code | some obligation in answer(situation).obligations}

answer(situation) := d if {
	d := decision.decision with input as situation
}

gives(situation, expected_verdict, expected_code) if {
	d := answer(situation)
	d.verdict == expected_verdict
	some reason in d.reasons
	reason.code == expected_code
}

# --- Commercial training in the European Union ---------------------------------------------------

test_by_is_allowed_with_attribution if {
	gives(by, "allow", "licence.open")
	obligations(by) == {"attribute", "keep_notice"}
}

test_by_sa_is_allowed_and_shared_alike if {
	s := licensed("by-sa", "CC-BY-SA-3.0")
	gives(s, "allow", "licence.open")
	obligations(s) == {"attribute", "keep_notice", "share_alike"}
}

test_cc0_is_allowed_without_duties if {
	s := licensed("cc0", "CC0-1.0")
	gives(s, "allow", "licence.open")
	obligations(s) == set()
}

test_public_domain_mark_is_allowed if gives(licensed("pdm", "CC-PDM-1.0"), "allow", "licence.open")

test_permissive_licence_is_allowed if gives(licensed("permissive", "MIT"), "allow", "licence.open")

test_detected_licence_is_allowed if {
	s := object.union(by, {"licences": [object.union(entry("by", "CC-BY-4.0", "asset", 2), {"status": "detected"})]})
	verdict(s) == "allow"
}

test_weakly_detected_licence_goes_to_a_person if {
	s := object.union(by, {"licences": [object.union(entry("by", "CC-BY-4.0", "asset", 2), {"confidence": "weak"})]})
	gives(s, "review", "licence.weak")
}

test_noncommercial_is_denied if {
	gives(licensed("by-nc", "CC-BY-NC-4.0"), "deny", "licence.noncommercial")
}

test_noderivatives_is_denied if {
	gives(licensed("by-nd", "CC-BY-ND-2.0"), "deny", "licence.noderivatives")
}

test_both_clauses_are_named if {
	codes(licensed("by-nc-nd", "CC-BY-NC-ND-4.0")) == {"licence.noncommercial", "licence.noderivatives"}
}

test_all_rights_reserved_is_denied if {
	gives(licensed("all-rights-reserved", "all-rights-reserved"), "deny", "licence.reserved")
}

test_bare_notice_is_denied if {
	notice := object.union(entry("all-rights-reserved", "all-rights-reserved", "asset", 2), {"basis": "notice"})
	s := object.union(silent, {"concluded": concluded("all-rights-reserved"), "licences": [notice]})
	gives(s, "deny", "licence.reserved")
}

test_notice_beside_an_open_licence_takes_nothing_away if {
	notice := object.union(entry("all-rights-reserved", "all-rights-reserved", "asset", 3), {"basis": "notice"})
	s := object.union(by, {"licences": [entry("by", "CC-BY-4.0", "asset", 2), notice]})
	codes(s) == {"licence.open"}
}

test_stock_licence_is_denied if gives(licensed("stock", "LicenseRef-Stock"), "deny", "licence.reserved")

test_platform_licence_goes_to_a_person if {
	gives(licensed("platform-free", "LicenseRef-Pexels"), "review", "licence.conditions")
}

test_contract_and_legal_restrictions_go_to_a_person if {
	gives(licensed("rs-contract", "LicenseRef-RightsStatements-NoC-CR-1.0"), "review", "licence.conditions")
	gives(licensed("rs-legal", "LicenseRef-RightsStatements-NoC-OKLR-1.0"), "review", "licence.conditions")
}

test_unknown_licence_goes_to_a_person if {
	gives(licensed("other", "Zed"), "review", "licence.unknown")
	gives(licensed("no-such-family", "Zed"), "review", "licence.unknown")
}

test_claim_of_public_domain_goes_to_a_person if {
	gives(licensed("public-domain", "LicenseRef-public-domain"), "review", "licence.public_domain_claim")
}

test_public_domain_in_one_country_counts_there if {
	s := licensed("rs-us", "LicenseRef-RightsStatements-NoC-US-1.0")
	gives(s, "review", "licence.public_domain_us")
	verdict(for_use(s, "commercial-training", "US")) == "allow"
}

test_nothing_found_goes_to_a_person_with_evidence if {
	gives(silent, "review", "licence.none")
	answer(silent).reasons[0].evidence == [1]
}

test_licence_on_the_page_goes_to_a_person if {
	s := object.union(silent, {"licences": [entry("by", "CC-BY-4.0", "page", 2)]})
	codes(s) == {"licence.page_only"}
	verdict(s) == "review"
}

test_licence_in_the_folder_goes_to_a_person if {
	s := object.union(silent, {"licences": [entry("cc0", "CC0-1.0", "folder", 2)]})
	gives(s, "review", "licence.folder_only")
}

test_licence_of_unknown_scope_goes_to_a_person if {
	s := object.union(silent, {"licences": [entry("cc0", "CC0-1.0", "unknown", 2)]})
	gives(s, "review", "licence.scope_unknown")
}

test_stricter_words_in_the_folder_go_to_a_person if {
	s := object.union(by, {"licences": [
		entry("by", "CC-BY-4.0", "asset", 2),
		entry("by-nc", "CC-BY-NC-4.0", "folder", 3),
	]})
	gives(s, "review", "licence.elsewhere_stricter")
}

test_open_words_in_the_folder_change_nothing if {
	s := object.union(by, {"licences": [
		entry("by", "CC-BY-4.0", "asset", 2),
		entry("cc0", "CC0-1.0", "folder", 3),
	]})
	codes(s) == {"licence.open"}
}

test_contradiction_goes_to_a_person if {
	s := contradicting("by", "all-rights-reserved")
	gives(s, "review", "licence.contradiction")
	not "licence.reserved" in codes(s)
}

test_contradiction_of_two_refusals_is_denied if {
	gives(contradicting("by-nc", "all-rights-reserved"), "deny", "licence.reserved")
}

test_opt_out_denies_within_a_contradiction if {
	s := object.union(contradicting("by", "all-rights-reserved"), {"signals": [signal("plus", "train", "deny")]})
	verdict(s) == "deny"
}

# --- Opt-outs ------------------------------------------------------------------------------------

test_every_protocol_denies if {
	every protocol in ["ai_txt", "aipref", "c2pa", "content_signal", "plus", "robots", "robots_tag", "rsl", "tdm", "text"] {
		gives(refused(protocol, "train"), "deny", concat("", ["optout.", protocol]))
	}
}

test_every_use_that_touches_training_denies if {
	every use in ["tdm", "train", "train_gen"] {
		verdict(refused("plus", use)) == "deny"
	}
}

test_condition_counts_as_refusal if {
	s := object.union(by, {"signals": [signal("c2pa", "train", "conditional")]})
	gives(s, "deny", "optout.c2pa")
}

test_offer_of_a_licence_goes_to_a_person if {
	s := object.union(by, {"signals": [signal("rsl", "train", "conditional")]})
	gives(s, "review", "licence.conditions")
	not "optout.rsl" in codes(s)
	enter := object.union(by, {"signals": [signal("rsl", "acquire", "conditional")]})
	gives(enter, "review", "licence.conditions")
}

test_offer_beside_a_refusal_denies if {
	s := object.union(by, {"signals": [
		object.union(signal("rsl", "train", "conditional"), {"evidence": 3}),
		object.union(signal("rsl", "tdm", "deny"), {"evidence": 4}),
	]})
	gives(s, "deny", "optout.rsl")
}

test_refusal_counts_whoever_signed_it if {
	every authority in ["trusted", "untrusted", "invalid", "unknown"] {
		s := object.union(by, {"signals": [object.union(signal("c2pa", "train", "deny"), {"authority": authority})]})
		verdict(s) == "deny"
	}
}

test_refusal_of_another_use_does_not_touch_training if {
	verdict(refused("plus", "search")) == "allow"
	verdict(refused("c2pa", "ai_input")) == "allow"
}

test_refusal_of_an_unknown_protocol_denies if gives(refused("new", "train"), "deny", "optout.other")

test_malformed_refusal_denies if {
	s := object.union(by, {"signals": [object.union(signal("tdm", "tdm", "deny"), {"state": "malformed"})]})
	verdict(s) == "deny"
	codes(s) == {"licence.open", "optout.tdm", "signal.unknown"}
}

test_what_may_not_be_fetched_may_not_be_used if {
	gives(refused("robots", "acquire"), "deny", "optout.robots")
	not "signal.grant" in codes(object.union(by, {"signals": [signal("robots", "acquire", "allow")]}))
}

test_no_purpose_and_no_exception_enters_where_it_is_forbidden if {
	every purpose, _ in decision.tables.purposes {
		every place, _ in decision.tables.jurisdictions {
			gives(for_use(refused("robots", "acquire"), purpose, place), "deny", "acquire.refused")
		}
	}
	gives(for_use(refused("robots", "acquire"), "fun", "MARS"), "deny", "acquire.refused")
}

asked_for_robots(state) := object.union(silent, {"probes": [{"protocol": "robots", "state": state, "evidence": 2}]})

test_robots_that_gave_no_answer_is_no_leave_for_any_purpose if {
	every purpose, _ in decision.tables.purposes {
		every place, _ in decision.tables.jurisdictions {
			every state in ["unreachable", "malformed"] {
				gives(for_use(asked_for_robots(state), purpose, place), "deny", "acquire.unanswered")
			}
		}
	}
}

test_robots_that_nobody_asked_for_or_that_is_not_there_denies_nothing if {
	every state in ["absent", "not_probed"] {
		verdict(asked_for_robots(state)) == "review"
	}
}

test_unknown_word_in_a_signal_goes_to_a_person if {
	gives(object.union(by, {"signals": [signal("plus", "dream", "deny")]}), "review", "signal.unknown")
	gives(object.union(by, {"signals": [signal("plus", "train", "perhaps")]}), "review", "signal.unknown")
}

test_grant_beside_an_open_licence_is_allowed if {
	s := object.union(by, {"signals": [signal("plus", "train", "allow")]})
	gives(s, "allow", "signal.grant")
}

test_grant_without_a_licence_goes_to_a_person if {
	s := object.union(silent, {"signals": [signal("plus", "train", "allow")]})
	gives(s, "review", "licence.none")
}

test_grant_of_a_failed_signature_is_none if {
	s := object.union(by, {"signals": [object.union(signal("c2pa", "train", "allow"), {"authority": "invalid"})]})
	codes(s) == {"licence.open"}
}

test_no_grant_cancels_a_refusal if {
	s := object.union(by, {"signals": [
		object.union(signal("plus", "train", "allow"), {"evidence": 3}),
		object.union(signal("text", "train", "deny"), {"evidence": 4}),
	]})
	verdict(s) == "deny"
}

test_two_refusals_are_one_reason_with_both_as_evidence if {
	s := object.union(by, {"signals": [
		object.union(signal("plus", "train", "deny"), {"evidence": 3}),
		object.union(signal("plus", "tdm", "deny"), {"evidence": 4}),
	]})
	[reason.evidence | some reason in answer(s).reasons; reason.code == "optout.plus"] == [[3, 4]]
}

test_denied_record_owes_nothing if answer(refused("plus", "train")).obligations == []

# --- What is unknown or missing ------------------------------------------------------------------

test_unknown_purpose_goes_to_a_person if gives(for_use(by, "fun", "EU"), "review", "use.purpose")

test_unknown_jurisdiction_goes_to_a_person if {
	gives(for_use(by, "commercial-training", "MARS"), "review", "use.jurisdiction")
}

test_missing_day_goes_to_a_person if {
	every day in ["", "tomorrow", "1999-12-31", null] {
		s := object.union(by, {"use": {"purpose": "commercial-training", "jurisdiction": "EU", "date": day}})
		gives(s, "review", "use.date")
	}
}

test_missing_or_unknown_member_goes_to_a_person if {
	every member, _ in by {
		verdict(object.remove(by, [member])) == "review"
	}
	gives(object.union(by, {"new": 1}), "review", "situation.unknown")
	gives(object.union(by, {"version": 2}), "review", "situation.unknown")
}

test_missing_record_is_undecided_and_missing_use_unknown if {
	"record.undecided" in codes(object.remove(by, ["record"]))
	{"use.purpose", "use.jurisdiction", "use.date"} & codes(object.remove(by, ["use"])) == {
		"use.purpose", "use.jurisdiction",
		"use.date",
	}
}

test_nothing_at_all_goes_to_a_person if verdict({}) == "review"

test_missing_conclusion_goes_to_a_person_with_other_evidence if {
	s := object.union(by, {"concluded": null})
	gives(s, "review", "facts.incomplete")
	[reason.evidence | some reason in answer(s).reasons; reason.code == "facts.incomplete"] == [[2]]
}

test_undecided_record_goes_to_a_person if {
	gives(object.union(by, {"record": {"kind": "image", "outcome": "truncated"}}), "review", "record.undecided")
}

clause(kind, polarity) := {"kind": "clause", "clause": kind, "polarity": polarity, "evidence": 2}

contract(state) := {"kind": "contract", "state": state, "evidence": 3}

terms(entries) := object.union(by, {"permissions": entries})

test_a_clause_against_us_goes_to_a_person_until_one_has_cleared_it if {
	gives(terms([clause("automation", "prohibits")]), "review", "terms.automation")
	gives(terms([clause("machine_learning", "conditions")]), "review", "terms.use")
	verdict(terms([clause("automation", "permits")])) == "allow"
	verdict(terms([clause("automation", "prohibits"), contract("cleared")])) == "allow"
	gives(terms([contract("reopened"), clause("automation", "prohibits")]), "review", "contract.reopened")
	gives(terms([contract("expired")]), "review", "contract.reopened")
}

test_what_a_person_has_blocked_is_denied_for_every_purpose if {
	every purpose, _ in decision.tables.purposes {
		gives(for_use(terms([contract("blocked")]), purpose, "EU"), "deny", "contract.blocked")
	}
}

test_unreadable_statement_goes_to_a_person if {
	s := object.union(by, {"unreadable": [{"what": "rights.c2pa", "evidence": 3}]})
	gives(s, "review", "facts.unreadable")
}

test_permission_goes_to_a_person if {
	gives(object.union(by, {"permissions": [{"id": "p"}]}), "review", "permission.unread")
}

test_unasked_origin_goes_to_a_person if {
	s := object.union(by, {
		"origin": {"known": true, "evidence": 3},
		"probes": [{"protocol": "robots", "state": "not_probed", "evidence": 4}],
	})
	gives(s, "review", "origin.not_probed")
}

test_what_was_asked_for_and_is_not_there_says_nothing if {
	s := object.union(by, {
		"origin": {"known": true, "evidence": 3},
		"probes": [{"protocol": "robots", "state": "absent", "evidence": 4}],
	})
	gives(s, "allow", "licence.open")
	gives(object.union(s, {"probes": [{"protocol": "tdm", "state": "unreachable", "evidence": 4}]}), "review", "origin.not_probed")
}

test_unasked_origin_counts_only_where_it_is_known if {
	s := object.union(by, {"probes": [{"protocol": "robots", "state": "not_probed", "evidence": 3}]})
	verdict(s) == "allow"
}

# --- Other statements ----------------------------------------------------------------------------

said(kind) := [{"kind": kind, "carrier": "embedded", "evidence": 3}]

test_agency_goes_to_a_person if {
	gives(object.union(by, {"statements": said("stock_agency")}), "review", "statement.stock_agency")
}

test_words_of_noncommercial_use_are_denied if {
	gives(object.union(by, {"statements": said("noncommercial_only")}), "deny", "licence.noncommercial")
}

test_words_of_editorial_use_are_denied if {
	gives(object.union(by, {"statements": said("editorial_only")}), "deny", "statement.editorial_only")
}

test_terms_matter_where_no_licence_answers if {
	verdict(object.union(by, {"statements": said("usage_terms")})) == "allow"
	gives(object.union(silent, {"statements": said("usage_terms")}), "review", "statement.terms")
}

test_words_in_the_folder_are_not_about_the_file if {
	s := object.union(by, {"statements": [{"kind": "noncommercial_only", "carrier": "folder", "evidence": 3}]})
	verdict(s) == "allow"
}

test_personal_data_is_to_be_stripped if {
	every kind in ["gps", "owner", "serial", "thumbnail"] {
		s := object.union(by, {"privacy": [{"kind": kind, "evidence": 3}]})
		gives(s, "allow", concat("", ["privacy.", kind]))
		concat("", ["strip_", kind]) in obligations(s)
	}
}

test_unknown_personal_data_goes_to_a_person if {
	gives(object.union(by, {"privacy": [{"kind": "voice", "evidence": 3}]}), "review", "privacy.other")
}

# --- Other purposes and places -------------------------------------------------------------------

test_research_in_the_union_is_not_bound_by_opt_outs_but_proves_its_status if {
	s := for_use(refused("tdm", "tdm"), "research", "EU")
	gives(s, "review", "optout.tdm")
	some reason in answer(s).reasons
	contains(reason.message, "2019/790 art. 3")
}

test_research_may_use_noncommercial_licences if {
	s := for_use(licensed("by-nc", "CC-BY-NC-4.0"), "research", "EU")
	gives(s, "allow", "licence.noncommercial")
	"noncommercial_only" in obligations(s)
}

test_fair_use_is_for_a_person_never_automatic if {
	every family in ["by-nc", "by-nd", "all-rights-reserved"] {
		s := for_use(licensed(family, "X"), "commercial-training", "US")
		verdict(s) == "review"
		some reason in answer(s).reasons
		contains(reason.message, "effect on the market")
	}
	verdict(for_use(silent, "commercial-training", "US")) == "review"
}

test_no_statutory_exception_allows_by_itself if {
	every purpose, _ in decision.tables.purposes {
		every place, _ in decision.tables.jurisdictions {
			verdict(for_use(silent, purpose, place)) == "review"
			verdict(for_use(licensed("all-rights-reserved", "X"), purpose, place)) != "allow"
			verdict(for_use(contradicting("by", "by-nc"), purpose, place)) != "allow"
		}
	}
}

test_japan_weighs_prejudice if {
	s := for_use(refused("plus", "train"), "commercial-training", "JP")
	gives(s, "review", "optout.plus")
	some reason in answer(s).reasons
	contains(reason.message, "art. 30-4")
}

test_commercial_mining_has_no_exception_in_the_united_kingdom if {
	verdict(for_use(refused("tdm", "tdm"), "commercial-training", "UK")) == "deny"
	verdict(for_use(refused("tdm", "tdm"), "research", "UK")) == "review"
}

test_evaluation_is_not_training if {
	s := for_use(refused("plus", "train_gen"), "internal-evaluation", "EU")
	verdict(s) == "allow"
	verdict(for_use(refused("plus", "tdm"), "internal-evaluation", "EU")) == "deny"
}

test_reserved_works_are_not_redistributed if {
	every place, _ in decision.tables.jurisdictions {
		verdict(for_use(licensed("all-rights-reserved", "X"), "redistribution", place)) == "deny"
	}
}

test_open_works_are_redistributed_with_attribution if {
	s := for_use(by, "redistribution", "EU")
	verdict(s) == "allow"
	"attribute" in obligations(s)
}

test_redistribution_out_of_a_collection_goes_to_a_person if {
	s := for_use(object.union(by, {"origin": {"known": true, "evidence": 3}}), "redistribution", "EU")
	gives(s, "review", "database.collection")
}

# --- Market analysis -----------------------------------------------------------------------------

about(kind, origin) := for_use(
	object.union(silent, {"record": {"kind": kind, "outcome": "ok"}, "origin": origin}),
	"market-analysis",
	"EU",
)

shop := {"known": true, "evidence": 2}

test_price_is_kept_and_the_database_right_assessed if {
	s := about("price", shop)
	gives(s, "allow", "record.fact")
	gives(s, "allow", "database.collection")
	obligations(s) == {"assess_database_right", "cap_catalogue_share"}
}

test_description_goes_to_a_person if gives(about("description", shop), "review", "record.protected_text")

test_price_from_nowhere_goes_to_a_person if {
	gives(about("price", {"known": false}), "review", "database.unknown")
}

test_price_from_a_reserved_collection_goes_to_a_person if {
	s := object.union(about("price", shop), {"signals": [signal("tdm", "tdm", "deny")]})
	gives(s, "review", "optout.facts")
}

test_price_is_a_fact_for_market_analysis_only if {
	s := for_use(about("price", shop), "commercial-training", "EU")
	gives(s, "review", "licence.none")
}

# --- Every answer --------------------------------------------------------------------------------

test_answer_has_a_reason_and_refusals_have_evidence if {
	every s in [by, silent, refused("tdm", "tdm"), contradicting("by", "by-nc"), about("price", shop)] {
		d := answer(s)
		count(d.reasons) > 0
		every reason in d.reasons {
			count(reason.evidence) > 0
		}
		d.recheck_by > "2026-11-22"
	}
}

test_tables_are_complete if {
	every code, entry in decision.tables.findings {
		table := decision.tables.effects[entry.effects]
		table["*"]["*"]
		entry.layer in {"copyright", "database", "contract", "personal_data", "reservation"}
		entry.says != code
	}
}

is_untiered(cell) := cell.tier == "none"

test_cells_are_well_formed if {
	every table in decision.tables.effects {
		every purpose, row in table {
			object.get(decision.tables.purposes, purpose, purpose == "*")
			every place, cell in row {
				object.get(decision.tables.jurisdictions, place, place == "*")
				cell.verdict in {"allow", "deny", "note", "review"}
				harmless := cell.verdict in {"allow", "note"}
				harmless == is_untiered(cell)
				count([basis | some basis in cell.bases; decision.tables.bases[basis].cite]) == count(cell.bases)
				count(cell.bases) > 0
			}
		}
	}
}

test_clauses_and_statements_lead_to_findings if {
	every family in decision.tables.licences.families {
		every clause in family.clauses {
			decision.tables.clauses[clause].obligations
		}
	}
	every clause in decision.tables.clauses {
		decision.tables.findings[object.get(clause, "finding", "licence.open")]
	}
	every meaning in decision.tables.statements {
		decision.tables.findings[meaning.finding]
	}
	every protocol in decision.tables.protocols {
		decision.tables.findings[protocol.opt_out]
	}
}

test_every_reason_is_listed if {
	count(decision.reasons) == count(decision.tables.findings)
}
