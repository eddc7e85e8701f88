# METADATA
# description: |
#   Policies in conftest's manner: `deny`, `warn`, `violation` (and `deny_name` …) of the package `main`, asked about one
#   document at a time as `input`, or, where `sluice.yaml` says `conftest: {combine: true}`, about all of them at once as
#   a list of `{path, contents}`.
package sluice.lib.conftest

# METADATA
# description: What such a policy is asked about, each with the place that its findings have.
subjects := [{"input": all, "at": null}] if {
	combined
	all := [{"path": document.file, "contents": document.value} | some document in input.documents]
}

subjects := [subject |
	some i, document in input.documents
	subject := {"input": document.value, "at": {"document": i, "path": ["metadata", "name"]}}
] if {
	not combined
}

combined if input.config.conftest.combine

# METADATA
# description: A finding from what such a policy said of a subject.
report(said, at, severity) := {"message": message_of(said), "at": at, "severity": severity}

message_of(said) := said if is_string(said)

message_of(said) := said.msg if is_object(said)

# METADATA
# description: True where an exception names the rest of the rule's name, as `foo` of `deny_foo`.
excused(exceptions, name) if {
	some names in exceptions
	name in names
}
