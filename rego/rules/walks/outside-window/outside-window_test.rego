package sluice.test["outside-window"]

import data.sluice.lib.clock
import data.sluice.main
import data.sluice.rules.walks["outside-window"] as rule

raise(namespace) := {
	"target": sprintf("VirtualService/%s/a#primary", [namespace]),
	"namespace": namespace,
	"name": "a",
	"fromPpm": 50000,
	"toPpm": 250000,
}

asked(parameters, now) := {
	"raise": [raise("shop"), raise("ops")],
	"now": {"epochMs": clock.epoch_of(now)},
	"config": {"rules": {"outside-window": {"parameters": parameters}}},
}

# Namespaces whose raise waits.
held(parameters, now) := {namespace | some item in report; some namespace in namespaces(item.at, one)} if {
	one := asked(parameters, now)
	report := rule.report with input as one
}

namespaces(null, one) := {raise.namespace | some raise in one.raise}

namespaces(at, one) := {one.raise[at.document].namespace} if at != null

messages(parameters, now) := {item.message | some item in report} if {
	report := rule.report with input as asked(parameters, now)
}

office := {"windows": [{"days": ["mon", "tue"], "from": "09:00", "to": "17:00", "utcOffset": "+01:00"}]}

both := {"shop", "ops"}

test_without_parameters_nothing_waits if {
	count(rule.report) == 0 with input as object.union(asked({}, "2026-11-24T12:00:00Z"), {"config": {"rules": {}}})
	held({}, "2026-11-24T12:00:00Z") == set()
	held({"windows": [], "freezes": []}, "2026-11-24T12:00:00Z") == set()
}

test_in_the_window_and_out_of_it if {
	held(office, "2026-11-24T07:59:59Z") == both
	held(office, "2026-11-24T08:00:00Z") == set()
	held(office, "2026-11-24T15:59:59Z") == set()
	held(office, "2026-11-24T16:00:00Z") == both
	held(office, "2026-11-25T12:00:00Z") == both
}

test_the_message_names_the_windows_and_no_time_of_its_own if {
	messages(office, "2026-11-25T12:00:00Z") == {"no window is open; there is mon, tue 09:00-17:00 +01:00"}
	messages({"windows": [{"from": "09:00", "to": "17:00"}]}, "2026-11-25T18:00:00Z") == {"no window is open; there is daily 09:00-17:00 UTC"}
}

test_the_day_is_that_of_the_offset if {
	one := {"windows": [{"days": ["wed"], "from": "00:00", "to": "24:00", "utcOffset": "+10:00"}]}
	held(one, "2026-11-24T14:00:00Z") == set()
	held(one, "2026-11-24T13:59:00Z") == both
	held(one, "2026-11-25T14:00:00Z") == both
}

test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins if {
	night := {"windows": [{"days": ["sun"], "from": "22:00", "to": "04:00"}]}
	held(night, "2026-11-22T21:59:00Z") == both
	held(night, "2026-11-22T22:00:00Z") == set()
	held(night, "2026-11-23T03:59:00Z") == set()
	held(night, "2026-11-23T04:00:00Z") == both
	held(night, "2026-11-22T03:00:00Z") == both
}

test_any_window_will_do if {
	two := {"windows": [{"from": "01:00", "to": "02:00"}, {"from": "03:00", "to": "04:00"}]}
	held(two, "2026-11-24T01:30:00Z") == set()
	held(two, "2026-11-24T03:30:00Z") == set()
	held(two, "2026-11-24T02:30:00Z") == both
}

test_windows_of_some_namespaces if {
	one := {"windows": [{"from": "01:00", "to": "02:00", "namespaces": ["shop"]}]}
	held(one, "2026-11-24T12:00:00Z") == {"shop"}
}

test_a_freeze if {
	winter := {"freezes": [{"from": "2026-12-20T00:00:00Z", "to": "2027-01-02T00:00:00+01:00", "reason": "holidays"}]}
	held(winter, "2026-12-19T23:59:59Z") == set()
	held(winter, "2026-12-20T00:00:00Z") == both
	held(winter, "2027-01-01T22:59:59Z") == both
	held(winter, "2027-01-01T23:00:00Z") == set()
	messages(winter, "2026-12-24T00:00:00Z") == {"nothing is raised from 2026-12-20T00:00:00Z to 2027-01-02T00:00:00+01:00: holidays"}
}

test_a_freeze_holds_in_an_open_window_too if {
	one := object.union(office, {"freezes": [{"from": "2026-11-24T00:00:00Z", "to": "2026-11-25T00:00:00Z"}]})
	held(one, "2026-11-24T12:00:00Z") == both
}

test_what_cannot_be_read_holds_every_raise if {
	held({"windows": [{"from": "9", "to": "17:00"}]}, "2026-11-24T12:00:00Z") == both
	held({"freeze": []}, "2026-11-24T12:00:00Z") == both
}

change(parameters) := {
	"documents": [{"file": "a.yaml"}, {"file": "sluice.yaml", "value": {"kind": "Config"}}],
	"mesh": {"config": {"rules": {"outside-window": {"parameters": parameters}}}},
}

# By place, as text.
faults(parameters) := {path: item.message |
	some item in report
	item.at.document == 1
	array.slice(item.at.path, 0, 4) == ["spec", "rules", "outside-window", "parameters"]
	path := concat("/", [sprintf("%v", [step]) | some step in array.slice(item.at.path, 4, 99)])
} if {
	report := rule.report with input as change(parameters)
}

test_a_change_whose_parameters_can_be_read_passes if {
	faults(object.union(office, {"freezes": [{"from": "2026-12-20T00:00:00Z", "to": "2027-01-02T00:00:00Z"}]})) == {}
	count(rule.report) == 0 with input as {"documents": [], "mesh": {"config": {"rules": {}}}}
}

test_each_fault_has_its_place if {
	faults({
		"windows": [
			{"from": "9", "to": "17:00", "day": ["mon"]},
			{"from": "09:00", "to": "09:00", "days": ["Monday"], "utcOffset": "CET", "namespaces": "shop"},
			"always",
			{"from": "09:00"},
		],
		"freezes": [{"from": "2027-01-02T00:00:00Z", "to": "2026-12-20T00:00:00Z", "reason": 3}, {"from": "soon", "to": "later"}],
	}) == {
		"windows/0/from": `windows 1 of outside-window: write it like "09:00"`,
		"windows/0/day": "windows 1 of outside-window: known here are days, from, namespaces, to, utcOffset",
		"windows/1/to": "windows 2 of outside-window: it ends when it begins",
		"windows/1/days": "windows 2 of outside-window: write it like [mon, tue]",
		"windows/1/utcOffset": `windows 2 of outside-window: write it like "+01:00"`,
		"windows/1/namespaces": "windows 2 of outside-window: write it like [shop]",
		"windows/2": "windows 3 of outside-window: this is no object",
		"windows/3/to": `windows 4 of outside-window: write it like "09:00"`,
		"freezes/0/to": "freezes 1 of outside-window: it ends before it begins",
		"freezes/0/reason": "freezes 1 of outside-window: write a text",
		"freezes/1/from": "freezes 2 of outside-window: write it like 2026-12-20T00:00:00Z",
		"freezes/1/to": "freezes 2 of outside-window: write it like 2026-12-20T00:00:00Z",
	}
	faults({"window": [], "freezes": {}}) == {
		"window": "outside-window has windows and freezes, and no window",
		"freezes": "freezes of outside-window is no list",
	}
}

test_raises_are_judged_by_what_speaks_of_them if {
	verdict := main.verdict with input as asked(office, "2026-11-25T12:00:00Z")
	{[item.rule, item.severity, item.at] | some item in verdict.violations} == {["outside-window", "error", null]}
}
