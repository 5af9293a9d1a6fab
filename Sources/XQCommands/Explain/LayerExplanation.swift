// A layer: what it is, its error, how much of it is its own, its quantizers, what was found there.

import XQJudge
import XQLanguage
import XQMeasure

/// Explains one layer of a comparison.
struct LayerExplanation {
  let layer: String
  /// `nil` for a layer that is not compared.
  let pair: LayerPair?
  /// Why it is not, where that is known.
  let reason: String?
  let accumulator: ErrorAccumulator?
  let role: Comparison.Role
  let thresholds: Thresholds
  let facts: ModelFacts
  /// Indices of its quantizers.
  let sites: [Int]
  let verdict: Verdict?

  var lines: [String] { [head] + error + own + quantizers + found + next }

  // MARK: - Private

  private var head: String {
    guard let pair else { return "layer \(layer): not compared" + (reason.map { ": \($0)" } ?? "") }
    let operation = pair.op == "input" ? "an input of the model" : "\(pair.op), writes '\(pair.tensor)'"
    return
      "layer \(layer): \(operation); compared with '\(pair.partner)' of the quantized model (\(pair.rule.rawValue))"
  }

  private var error: [String] {
    guard let accumulator else { return [] }
    let errors = accumulator.pooled
    guard let sqnr = errors.sqnrDecibels, let mse = errors.mse, let cosine = errors.cosine else {
      return ["error on \(role.rawValue): no pair of finite elements, no figure"]
    }
    let nonfinite = (accumulator.referenceNonfinite, accumulator.otherNonfinite)
    let state = thresholds.isDegraded(errors, nonfinite: nonfinite) ? "degraded" : "not degraded"
    return [
      "error on \(role.rawValue): sqnr \(NumberText.decimals(sqnr, 1)) dB, mse \(NumberText.display(mse)), cs "
        + "\(NumberText.display(cosine)); \(state)"
    ]
  }

  /// What the layer's own quantizer adds, against all that has come together there.
  private var own: [String] {
    guard let index = ownSite, let own = OwnNoise(facts.facts[index], role) else {
      return pair == nil ? [] : ["its output has no quantizer: all of the error comes from its inputs and its weights"]
    }
    if let head = facts.siteMap.sites[index].activation?.head {
      return [
        "its quantizer repeats that of '\(facts.siteMap.sites[head].tensor)' and adds no noise: all of it is inherited"
      ]
    }
    let quantizer = "its own quantizer alone: \(NumberText.decimals(own.decibels, 1)) dB"
    guard let total = accumulator?.pooled.mse, total > 0 else { return [quantizer] }
    let share = own.noise / total
    guard share < 1 else { return ["\(quantizer): as large as the whole error, nothing is inherited"] }
    return ["\(quantizer), \(AlignedText.percent(share)) of the error's power; the rest is inherited, or its weights'"]
  }

  private var ownSite: Int? {
    sites.first { facts.siteMap.sites[$0].kind == .activation && facts.siteMap.sites[$0].tensor == pair?.tensor }
      ?? sites.first { facts.siteMap.sites[$0].kind == .activation }
  }

  // MARK: - Quantizers

  private var quantizers: [String] {
    guard !sites.isEmpty else { return ["no quantizer: it runs in float"] }
    return ["quantizers"] + AlignedText.lines(sites.map(quantizer))
  }

  private func quantizer(_ index: Int) -> [String] {
    let site = facts.siteMap.sites[index]
    let row = SiteTable(facts, role).record(of: index)
    func number(_ name: String) -> String? {
      guard let value = row[name], case .number(let number) = value else { return nil }
      return NumberText.display(number)
    }
    func percent(_ name: String) -> String? {
      guard let value = row[name], case .number(let number) = value else { return nil }
      return AlignedText.percent(number)
    }
    let range = number("low").flatMap { low in number("high").map { "range \(low)…\($0)" } } ?? ""
    let used = percent("used").map { "\($0) used" } ?? ""
    let clipped = percent("clipped").map { "\($0) clipped" } ?? ""
    let own = OwnNoise(facts.facts[index], role).map { "own \(NumberText.decimals($0.decibels, 1)) dB" } ?? ""
    let step = number("scale").map { "scale \($0), zero point \(number("zero_point") ?? "0")" } ?? "a scale a channel"
    return [
      site.kind.rawValue, "'\(site.tensor)'", Counted.text(site.bits, "bit"), own, step, range, used, clipped,
    ]
  }

  // MARK: - Findings

  private var found: [String] {
    guard let verdict else { return ["findings: not judged yet: judge"] }
    let here = (verdict.findings + verdict.notes).filter { finding in finding.sites.contains(where: sites.contains) }
    guard !here.isEmpty else { return ["findings: none here"] }
    return ["findings"]
      + AlignedText.lines(
        here.map { finding in
          [
            finding.rank.map { "\($0)" } ?? "", finding.judge, finding.cause?.rawValue ?? "",
            finding.gain.map { "\(FindingOutline.signed($0)) dB at \(verdict.place.words)" } ?? "",
            "explain \(finding.judge) \(FindingOutline.argument(layer))",
          ]
        })
  }

  private var next: [String] {
    let name = FindingOutline.argument(layer)
    let commands =
      (pair == nil ? [] : ["explain sqnr \(name)", "plot histogram \(name)"])
      + (sites.isEmpty ? [] : ["whatif \(name) --float"])
    return commands.isEmpty ? [] : ["next: \(commands.joined(separator: "  ·  "))"]
  }
}
