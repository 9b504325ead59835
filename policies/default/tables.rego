# The dated data of this pack under one name.
#
# OPA roots data at the folder that it is given: `opa test policies/default` and Assay load
# licences.json as data.licences, `opa test policies/` as data["default"].licences. Both work.
package assay.decision

tables := {
	"bases": data.bases,
	"clauses": data.clauses,
	"effects": data.effects,
	"findings": data.findings,
	"jurisdictions": data.jurisdictions,
	"licences": data.licences,
	"protocols": data.protocols,
	"purposes": data.purposes,
	"situation": data.situation,
	"statements": data.statements,
} if {
	data.findings
} else := data["default"]
