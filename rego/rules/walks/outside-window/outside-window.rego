# METADATA
# title: A raise outside of the hours for it
# description: |
#   Where `sluice.yaml` gives this rule windows, traffic is raised in one of them only; and in no freeze. Lowering, and the
#   promotion of what has all traffic already, wait for nothing.
# custom:
#   severity: error
#   raises: true
#   remedy: wait for the window, or change the parameters of outside-window in sluice.yaml
package sluice.rules.walks["outside-window"]

import data.sluice.lib.clock
import data.sluice.lib.config
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

# What judges a raise is the accepted commit's.
parameters := config.parameters("outside-window")

# What holds all is said once.
report contains {"message": message, "at": null} if {
	some message in everywhere
}

report contains {"message": message, "at": place.raise(i)} if {
	some namespace, messages in holds
	some message in (messages - everywhere)
	some i, raise in input.raise
	raise.namespace == namespace
}

everywhere := intersection({messages | some messages in holds})

namespaces contains raise.namespace if some raise in input.raise

# Of each namespace; hours that can't be read are not guessed.
holds[namespace] := {fault.message | some fault in faults} if {
	count(faults) > 0
	some namespace in namespaces
}

holds[namespace] := frozen(namespace) | closed(namespace) if {
	count(faults) == 0
	some namespace in namespaces
}

frozen(namespace) := {message |
	some freeze in object.get(parameters, "freezes", [])
	speaks_of(freeze, namespace)
	input.now.epochMs >= clock.epoch_of(freeze.from)
	input.now.epochMs < clock.epoch_of(freeze.to)
	message := concat("", [sprintf("nothing is raised from %s to %s", [freeze.from, freeze.to]), because(freeze)])
}

because(freeze) := sprintf(": %s", [freeze.reason]) if freeze.reason

because(freeze) := "" if not freeze.reason

closed(namespace) := {sprintf("no window is open; there is %s", [concat("; ", [show(window) | some window in windows])])} if {
	windows := windows_of(namespace)
	count(windows) > 0
	not any_open(windows)
}

closed(namespace) := set() if count(windows_of(namespace)) == 0

closed(namespace) := set() if any_open(windows_of(namespace))

windows_of(namespace) := [window |
	some window in object.get(parameters, "windows", [])
	speaks_of(window, namespace)
]

speaks_of(one, namespace) if namespace in one.namespaces

speaks_of(one, _) if not one.namespaces

any_open(windows) if {
	some window in windows
	open(window)
}

# Within a day.
open(window) if {
	now := local(window)
	from := clock.minute_of(window.from)
	to := clock.minute_of(window.to)
	from < to
	on(window, now.weekday)
	now.minute >= from
	now.minute < to
}

# Over midnight: the days are those on which it begins.
open(window) if {
	now := local(window)
	clock.minute_of(window.from) > clock.minute_of(window.to)
	now.minute >= clock.minute_of(window.from)
	on(window, now.weekday)
}

open(window) if {
	now := local(window)
	clock.minute_of(window.from) > clock.minute_of(window.to)
	now.minute < clock.minute_of(window.to)
	on(window, (now.weekday + 6) % 7)
}

local(window) := clock.at(input.now.epochMs, clock.offset_of(object.get(window, "utcOffset", "+00:00")))

on(window, weekday) if clock.weekdays[weekday] in object.get(window, "days", clock.weekdays)

show(window) := sprintf("%s %s-%s %s", [
	concat(", ", object.get(window, "days", ["daily"])),
	window.from,
	window.to,
	object.get(window, "utcOffset", "UTC"),
])

# In a change: whether its parameters can be read, before they judge anything.
report contains {"message": fault.message, "at": place.config(array.concat(["rules", "outside-window", "parameters"], fault.path))} if {
	not input.raise
	some fault in faults_of(object.get(input, ["mesh", "config", "rules", "outside-window", "parameters"], {}))
}

faults := faults_of(parameters)

known := {"windows": {"days", "from", "to", "utcOffset", "namespaces"}, "freezes": {"from", "to", "reason", "namespaces"}}

faults_of(given) := {fault |
	some key, list in given
	some fault in list_faults(key, list)
}

list_faults(key, _) := {{"path": [key], "message": sprintf("outside-window has windows and freezes, and no %s", [key])}} if {
	not known[key]
}

list_faults(key, list) := {{"path": [key], "message": sprintf("%s of outside-window is no list", [key])}} if {
	known[key]
	not is_array(list)
}

list_faults(key, list) := {fault |
	some i, one in list
	some field, text in item_faults(key, one)
	path := [step | some step in [key, i, field]; step != ""]
	fault := {"path": path, "message": sprintf("%s %d of outside-window: %s", [key, i + 1, text])}
} if {
	known[key]
	is_array(list)
}

# By field; the empty one is the item itself.
item_faults(_, one) := {"": "this is no object"} if not is_object(one)

item_faults("windows", one) := object.union_n([
	field_faults("windows", one),
	{field: "write it like \"09:00\"" | some field in ["from", "to"]; not clock.minute_of(object.get(one, field, null))},
	{"to": "it ends when it begins" | one.from == one.to},
	{"days": "write it like [mon, tue]" | not days_are_right(object.get(one, "days", ["mon"]))},
	{"utcOffset": "write it like \"+01:00\"" | not clock.offset_of(object.get(one, "utcOffset", "+00:00"))},
]) if is_object(one)

item_faults("freezes", one) := object.union_n([
	field_faults("freezes", one),
	{field: "write it like 2026-12-20T00:00:00Z" | some field in ["from", "to"]; not clock.epoch_of(object.get(one, field, null))},
	{"to": "it ends before it begins" | clock.epoch_of(one.to) <= clock.epoch_of(one.from)},
	{"reason": "write a text" | not is_string(object.get(one, "reason", ""))},
]) if is_object(one)

field_faults(key, one) := object.union(
	{field: sprintf("known here are %s", [concat(", ", known[key])]) | some field in object.keys(one); not known[key][field]},
	{"namespaces": "write it like [shop]" | not names_are_right(object.get(one, "namespaces", ["shop"]))},
)

days_are_right(days) if {
	is_array(days)
	count(days) > 0
	every day in days { day in clock.weekdays }
}

names_are_right(names) if {
	is_array(names)
	count(names) > 0
	every name in names { is_string(name) }
}
