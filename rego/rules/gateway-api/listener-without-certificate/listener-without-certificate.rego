# METADATA
# title: A listener without a certificate
# description: A listener that ends TLS has a certificate to show.
# custom:
#   severity: error
#   remedy: add tls.certificateRefs, or pass TLS through by mode Passthrough and protocol TLS
package sluice.rules["gateway-api"]["listener-without-certificate"]

import data.sluice.lib.objects
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": place.at(one.source, ["spec", "listeners", i, "tls"])} if {
	some one in objects.all["gateway.networking.k8s.io/Gateway"]
	some i, listener in one.body.spec.listeners
	listener.protocol in {"HTTPS", "TLS"}
	object.get(listener, ["tls", "mode"], "Terminate") == "Terminate"
	count(object.get(listener, ["tls", "certificateRefs"], [])) == 0
	count(object.get(listener, ["tls", "options"], {})) == 0
	message := sprintf("the listener %s ends TLS and has no certificate", [listener.name])
}

# Istio's gateways have the same fault.
report contains {"message": message, "at": place.at(one.source, ["spec", "servers", i, "tls"])} if {
	some one in objects.all["networking.istio.io/Gateway"]
	some i, server in one.body.spec.servers
	upper(server.port.protocol) in {"HTTPS", "TLS"}
	object.get(server, ["tls", "mode"], "SIMPLE") in {"SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"}
	given := [field |
		some field in ["credentialName", "credentialNames", "serverCertificate", "tlsCertificates"]
		server.tls[field]
	]
	count(given) == 0
	message := sprintf("the server at port %v ends TLS and has no certificate", [server.port.number])
}
