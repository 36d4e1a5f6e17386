# Write survey.json: shares and standard errors by R's `survey`, the reference for tests/unit/insight.
# Needs R with the package survey (Debian: r-base-core, r-cran-survey).
# Run from the repository root: Rscript tests/golden/make_survey_golden.R
library(survey)

folder <- "tests/golden"
tps <- read.csv(file.path(folder, "sample.csv"))
tps$valid <- tps$v1 + tps$v2 + tps$v3
tps$id <- seq_len(nrow(tps))
tps$all <- sum(tapply(tps$stratum_size, tps$stratum, function(s) s[1]))

ratio <- function(design) {
  r <- svyratio(~ v1 + v2 + v3, ~ valid, design, covmat = TRUE)
  list(share = as.vector(r$ratio), covariance = as.vector(vcov(r)))
}
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
entry <- function(name, r) {
  sprintf('  "%s": {"share": %s, "covariance": %s}', name, number(r$share), number(r$covariance))
}

stratified <- svydesign(ids = ~id, strata = ~stratum, fpc = ~stratum_size, data = tps)
plain <- svydesign(ids = ~id, fpc = ~all, data = tps)
clustered <- svydesign(ids = ~cluster, weights = ~ I(1 / size), data = tps)
entries <- c(
  entry("stratified", ratio(stratified)),
  entry("plain", ratio(plain)),
  entry("clusters_with_replacement", ratio(clustered))
)
writeLines(
  c("{", sprintf('  "made_by": "R survey %s",', packageVersion("survey")), paste(entries, collapse = ",\n"), "}"),
  file.path(folder, "survey.json")
)
