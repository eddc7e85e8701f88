package sluice.test["delegate-not-found"]

import data.sluice.fixture
import data.sluice.rules.references["delegate-not-found"] as rule

of(name, spec) := {
	"apiVersion": "networking.istio.io/v1",
	"kind": "VirtualService",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": spec,
}

found(delegate) := {[item.at.path, item.severity] | some item in report} if {
	root := of("root", {"http": [{}, {"delegate": delegate}]})
	report := rule.report with input as fixture.repository([root, of("cart", {})])
}

test_a_delegate_that_is_there_passes if {
	found({"name": "cart"}) == set()
	found({"name": "cart", "namespace": "shop"}) == set()
}

test_a_delegate_that_is_not_there if {
	found({"name": "gone"}) == {[["spec", "http", 1, "delegate", "name"], "error"]}
	found({"name": "cart", "namespace": "pay"}) == {[["spec", "http", 1, "delegate", "name"], "info"]}
}
