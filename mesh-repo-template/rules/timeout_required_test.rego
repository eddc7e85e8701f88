package timeout_required_test

import data.timeout_required

virtual_service(rule) := {"documents": [{
	"file": "routes/checkout.yaml",
	"index": 0,
	"value": {"kind": "VirtualService", "metadata": {"name": "checkout"}, "spec": {"http": [rule]}},
}]}

test_rule_without_timeout_is_denied if {
	denials := timeout_required.deny with input as virtual_service({"route": [{"destination": {"host": "checkout"}}]})
	some denial in denials
	denial.at == {"document": 0, "path": ["spec", "http", 0]}
	denial.message == "rule 1 of VirtualService checkout has no timeout"
}

test_rule_with_timeout_passes if {
	rule := {"timeout": "5s", "route": [{"destination": {"host": "checkout"}}]}
	count(timeout_required.deny) == 0 with input as virtual_service(rule)
}

test_redirect_needs_none if {
	count(timeout_required.deny) == 0 with input as virtual_service({"redirect": {"uri": "/"}})
}
