# Sets up signing in without a stored key: RAM trusts the tokens that GitHub issues for one branch of one repository.
#
# First put your account ID, repository and jobs into trust-policy.json and role-policy.json. Remove the statements of
# role-policy.json that you don't need: the second is for `job-name: "*"`, `retryable` of get-job-status and retry-job,
# the last two are for retry-job. create-report and get-report also need mgw:GetImportAddress of the last one.
#
# Terraform doesn't use the CLI's credentials: set ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY. If the account already has
# an OIDC provider for GitHub, don't let Terraform create another one: remove the first three blocks below `terraform`, and
# the line depends_on. If GitHub changes its CA, `terraform apply`
# replaces the old fingerprint by the new one; docs/sign-in.md shows how to add it instead.
terraform {
  required_providers {
    alicloud = {
      source  = "aliyun/alicloud"
      version = ">= 1.252.0"
    }
    tls = {
      source  = "hashicorp/tls"
      version = ">= 4.0.0"
    }
  }
}

locals {
  issuer = "https://token.actions.githubusercontent.com"
}

data "tls_certificate" "github" {
  url = local.issuer
}

resource "alicloud_ims_oidc_provider" "github" {
  oidc_provider_name = "github"
  issuer_url         = local.issuer
  client_ids         = ["sts.aliyuncs.com"]
  # The certificates of the CA. GitHub's own changes often, and isn't needed here.
  fingerprints = [for c in data.tls_certificate.github.certificates : c.sha1_fingerprint if c.is_ca]
}

resource "alicloud_ram_role" "mgw_operator" {
  role_name                   = "mgw-operator"
  assume_role_policy_document = file("${path.module}/trust-policy.json")
  depends_on                  = [alicloud_ims_oidc_provider.github]
}

resource "alicloud_ram_policy" "mgw_operator" {
  policy_name     = "mgw-operator"
  policy_document = file("${path.module}/role-policy.json")
}

resource "alicloud_ram_role_policy_attachment" "mgw_operator" {
  policy_name = alicloud_ram_policy.mgw_operator.policy_name
  policy_type = alicloud_ram_policy.mgw_operator.type
  role_name   = alicloud_ram_role.mgw_operator.role_name
}

# For the input role-to-assume.
output "role_to_assume" {
  value = alicloud_ram_role.mgw_operator.arn
}
