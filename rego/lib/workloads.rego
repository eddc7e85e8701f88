# METADATA
# description: The pods that the repository would start, by their labels.
package sluice.lib.workloads

import data.sluice.lib.objects

# Where each kind has the template of its pods.
templates := {
	"/Pod": [],
	"/ReplicationController": ["spec", "template"],
	"apps/DaemonSet": ["spec", "template"],
	"apps/Deployment": ["spec", "template"],
	"apps/ReplicaSet": ["spec", "template"],
	"apps/StatefulSet": ["spec", "template"],
	"argoproj.io/Rollout": ["spec", "template"],
	"batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
	"batch/Job": ["spec", "template"],
	"serving.knative.dev/Service": ["spec", "template"],
}

from_templates := [{"namespace": one.namespace, "labels": labels, "account": account, "spec": spec} |
	some kind, path in templates
	some one in objects.all[kind]
	template := object.get(one.body, path, null)
	is_object(template)
	labels := object.get(template, ["metadata", "labels"], {})
	is_object(labels)
	spec := object.get(template, ["spec"], {})
	account := object.get(spec, ["serviceAccountName"], "default")
]

# Flagger starts a copy of what a Canary is of, under a label of its own.
copied := [{"namespace": pod.namespace, "labels": labels, "account": pod.account, "spec": {}} |
	count(objects.all["flagger.app/Canary"]) > 0
	some pod in from_templates
	canary_namespaces[pod.namespace]
	some key in ["app", "name", "app.kubernetes.io/name"]
	labels := object.union(pod.labels, {key: concat("", [pod.labels[key], "-primary"])})
]

canary_namespaces contains canary.namespace if some canary in input.objects["flagger.app/Canary"]

# Machines that are no pods, and are selected like them.
machines := array.concat(entries, groups)

entries := [{"namespace": one.namespace, "labels": labels, "account": account, "spec": {}} |
	some one in objects.all["networking.istio.io/WorkloadEntry"]
	labels := object.union(one.labels, objects.at(one, ["spec", "labels"], {}))
	account := objects.at(one, ["spec", "serviceAccount"], "default")
]

groups := [{"namespace": one.namespace, "labels": labels, "account": account, "spec": {}} |
	some one in objects.all["networking.istio.io/WorkloadGroup"]
	labels := objects.at(one, ["spec", "metadata", "labels"], {})
	account := objects.at(one, ["spec", "template", "serviceAccount"], "default")
]

# METADATA
# description: All of them, as `{namespace, labels, account, spec}`; the others here are positions in it.
pods := array.concat(from_templates, array.concat(copied, machines))

# METADATA
# description: Namespaces whose pods are in the repository; of others nobody can say what runs there.
populated contains pod.namespace if some pod in from_templates

by_label[key] contains i if {
	some i, pod in pods
	some name, value in pod.labels
	some namespace in [pod.namespace, "*"]
	key := key_of(namespace, name, value)
}

key_of(namespace, name, value) := concat("\n", [namespace, name, value])

# Names of labels that any pod has.
label_names contains name if {
	some pod in pods
	some name, _ in pod.labels
}

# METADATA
# description: |
#   Positions of the pods of a namespace (or of all: `*`) that have these labels; undefined where none are asked for.
having(namespace, labels) := found if {
	sets := [object.get(by_label, key_of(namespace, name, value), set()) | some name, value in labels]
	count(sets) == count(labels)
	least := min([count(each) | some each in sets])
	fewest := [each | some each in sets; count(each) == least][0]
	found := {i | some i in fewest; has_all(pods[i], labels)}
}

# METADATA
# description: Whether a pod has these labels.
has_all(pod, labels) if {
	every name, value in labels { pod.labels[name] == value }
}
