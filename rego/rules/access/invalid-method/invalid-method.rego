# METADATA
# title: A method that is none
# description: |
#   Methods are compared letter by letter. One that nobody has registered, or one in lower case, holds on no request: what
#   was to be allowed is not, and what was to be denied is.
# custom:
#   severity: warning
#   remedy: write a method of HTTP, like GET, in upper case
package sluice.rules.access["invalid-method"]

import data.sluice.lib.access
import data.sluice.lib.fix
import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "remedy": remedy, "fix": mend} if {
	some each in access.rules
	some field in ["methods", "notMethods"]
	some j, item in each.rule.to
	some k, method in item.operation[field]
	is_string(method)
	not holds_on_any(method)
	path := array.concat(each.path, ["to", j, "operation", field, k])
	at := place.at(each.policy.source, path)
	mend := mends(each.policy.source, path, method)
	message := sprintf("%q is no method of HTTP, so this holds on no request", [method])
	remedy := remedy_for(method)
}

report contains {"message": message, "at": at, "remedy": remedy, "fix": mend} if {
	some service in objects.all["networking.istio.io/VirtualService"]
	some i, rule in service.body.spec.http
	some j, match in rule.match
	method := match.method.exact
	is_string(method)
	not known[method]
	path := ["spec", "http", i, "match", j, "method", "exact"]
	at := place.at(service.source, path)
	mend := mends(service.source, path, method)
	message := sprintf("%q is no method of HTTP, so this holds on no request", [method])
	remedy := remedy_for(method)
}

# A pattern holds on any method that begins or ends with it.
holds_on_any(method) if known[method]

holds_on_any("*")

holds_on_any(method) if {
	endswith(method, "*")
	some each in known
	startswith(each, trim_suffix(method, "*"))
}

holds_on_any(method) if {
	startswith(method, "*")
	some each in known
	endswith(each, trim_prefix(method, "*"))
}

mends(source, path, method) := fix.set_value(source, path, meant[upper(method)]) if meant[upper(method)]

mends(_, _, method) := [] if not meant[upper(method)]

remedy_for(method) := sprintf("write %s", [meant[upper(method)]]) if meant[upper(method)]

remedy_for(method) := "write one like GET or POST" if not meant[upper(method)]

# Itself, or a common one whose letters came in another order.
meant[method] := method if some method in known

meant["GTE"] := "GET"

meant["EGT"] := "GET"

meant["POTS"] := "POST"

meant["PSOT"] := "POST"

meant["PTU"] := "PUT"

meant["DELTE"] := "DELETE"

# As registered with IANA, and those that caches and UPnP use.
known := {
	"ACL", "BASELINE-CONTROL", "BIND", "CHECKIN", "CHECKOUT", "CONNECT", "COPY", "DELETE", "GET", "HEAD", "LABEL", "LINK",
	"LOCK", "MERGE", "MKACTIVITY", "MKCALENDAR", "MKCOL", "MKREDIRECTREF", "MKWORKSPACE", "MOVE", "M-SEARCH", "NOTIFY",
	"OPTIONS", "ORDERPATCH", "PATCH", "POST", "PRI", "PROPFIND", "PROPPATCH", "PURGE", "PUT", "QUERY", "REBIND", "REPORT",
	"SEARCH", "SUBSCRIBE", "TRACE", "UNBIND", "UNCHECKOUT", "UNLINK", "UNLOCK", "UNSUBSCRIBE", "UPDATE",
	"UPDATEREDIRECTREF", "VERSION-CONTROL",
}
