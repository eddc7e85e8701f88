# METADATA
# title: Failover by what nobody watches
# description: Traffic goes to another zone when endpoints of its own are found unhealthy, and outlier detection finds them.
# custom:
#   severity: warning
#   remedy: add outlierDetection to the same trafficPolicy
package sluice.rules.security["failover-without-outlier-detection"]

import data.sluice.lib.client_tls
import data.sluice.lib.fix
import data.sluice.lib.place

about := rego.metadata.chain()[1].annotations

report contains {"message": message, "at": at, "fix": mend} if {
	some each in client_tls.policies
	setting := each.policy.loadBalancer.localityLbSetting
	fails_over(setting)
	not setting.enabled == false
	not watched(each)
	at := place.at(each.rule.source, array.concat(each.path, ["loadBalancer", "localityLbSetting"]))
	mend := fix.set_value(each.rule.source, array.concat(each.path, ["outlierDetection"]), {
		"consecutive5xxErrors": 5,
		"interval": "10s",
		"baseEjectionTime": "30s",
	})
	message := sprintf("nothing finds out that an endpoint of %s is unhealthy, so it never fails over", [each.rule.body.spec.host])
}

fails_over(setting) if count(setting.failover) > 0

fails_over(setting) if count(setting.failoverPriority) > 0

watched(each) if is_object(each.policy.outlierDetection)

watched(each) if {
	not each.policy.outlierDetection
	is_object(each.inherited.outlierDetection)
}
