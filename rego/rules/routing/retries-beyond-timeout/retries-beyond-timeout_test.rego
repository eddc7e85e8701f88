package sluice.test["retries-beyond-timeout"]

import data.sluice.fixture
import data.sluice.rules.routing["retries-beyond-timeout"] as rule

found(fields) := {[item.at.path, item.severity] | some item in report} if {
	body := {
		"apiVersion": "networking.istio.io/v1",
		"kind": "VirtualService",
		"metadata": {"name": "a", "namespace": "shop"},
		"spec": {"http": [fields]},
	}
	report := rule.report with input as fixture.repository([body])
}

with_retries(timeout, attempts, per_try) := {
	"timeout": timeout,
	"retries": {"attempts": attempts, "perTryTimeout": per_try},
}

path := ["spec", "http", 0, "retries", "perTryTimeout"]

test_retries_that_fit_pass if {
	found(with_retries("10s", 2, "2s")) == set()
	found(with_retries("0s", 5, "20s")) == set()
	found(with_retries("1s", 0, "20s")) == set()
	found({"retries": {"attempts": 3, "perTryTimeout": "2s"}}) == set()
	found({"timeout": "1s", "retries": {"attempts": 3}}) == set()
}

test_retries_that_do_not_fit if {
	found(with_retries("10s", 5, "20s")) == {[path, "warning"]}
	found(with_retries("6s", 3, "2s")) == {[path, "warning"]}
}

test_a_last_try_that_is_cut_is_only_told if found(with_retries("10s", 3, "3s")) == {[path, "info"]}
