# Hands the rules that ship what `conftest --combine` has read, as Sluice hands it to them; each folder is a repository of
# its own, since reading the rules takes longer than asking them. What Sluice resolves or says while it reads formats can't
# be had here: `mesh` is empty, and `malformed-object` and its like are never said.
package main

# conftest reads files in no order; the documents of one come in theirs, each by itself.
positions[each.path] contains i if some i, each in input

entries[split(path, "/")[0]] contains [path, i] if {
	some path, of_path in positions
	some i in of_path
}

documents[folder] := [{"file": path, "index": i - min(positions[path]), "value": input[i].contents} |
	some [path, i] in sort(of_folder)
] if {
	some folder, of_folder in entries
}

kind_of(value) := sprintf("%s/%s", [group, value.kind]) if {
	parts := split(value.apiVersion, "/")
	group := {1: "", 2: parts[0]}[count(parts)]
}

objects[folder][kind] := [object_at(i, document.value) |
	some i, document in of_folder
	kind_of(document.value) == kind
] if {
	some folder, of_folder in documents
	some kind in {kind_of(document.value) | some document in of_folder}
}

object_at(position, value) := {
	"namespace": object.get(value.metadata, "namespace", "default"),
	"name": value.metadata.name,
	"labels": object.get(value.metadata, "labels", {}),
	"annotations": object.get(value.metadata, "annotations", {}),
	"source": {"position": position, "path": []},
}

nothing := {"services": [], "virtualHosts": [], "access": [], "rollouts": [], "slos": [], "config": {"rules": {}}}

violations[folder] := found if {
	some folder, of_folder in documents
	repository := {
		"documents": of_folder,
		"objects": objects[folder],
		"mesh": nothing,
		"live": nothing,
		"previous": null,
		"change": {"author": {"name": "", "email": ""}, "signer": null, "base": null, "head": ""},
		"config": {"undefinedSubset": "host", "rules": {}},
		"waivers": [],
		"served": false,
		"inFlight": [],
	}
	found := data.sluice.main.verdict.violations with input as repository
}

said contains {
	"msg": sprintf("%s: %s", [violation.rule, violation.message]),
	"severity": violation.severity,
	"file": file_of(folder, violation.at),
} if {
	some folder, of_folder in violations
	some violation in of_folder
}

file_of(folder, at) := documents[folder][at.document].file if at != null

# Of the repository as a whole.
file_of(folder, null) := sprintf("%s/", [folder])

deny contains each if {
	some each in said
	each.severity == "error"
}

# conftest knows no third word; the severity beside it tells them apart.
warn contains each if {
	some each in said
	each.severity != "error"
}
