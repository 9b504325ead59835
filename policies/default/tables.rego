# The dated data of this pack, under one name each.
#
# OPA roots data at the folder that it is given: `opa test policies/` loads licences.json as
# data["default"].licences, `opa test policies/default` and Assay as data.licences. Both work.
package assay.tables

bases := data.bases

bases := data["default"].bases

clauses := data.clauses

clauses := data["default"].clauses

effects := data.effects

effects := data["default"].effects

findings := data.findings

findings := data["default"].findings

jurisdictions := data.jurisdictions

jurisdictions := data["default"].jurisdictions

licences := data.licences

licences := data["default"].licences

protocols := data.protocols

protocols := data["default"].protocols

purposes := data.purposes

purposes := data["default"].purposes

situation := data.situation

situation := data["default"].situation
