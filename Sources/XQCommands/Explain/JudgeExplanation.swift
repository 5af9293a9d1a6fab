// A judge at one layer: what it looks at, with the values that were measured, and what came of it.

import XQJudge
import XQLanguage
import XQMeasure

/// Explains what a judge sees at the quantizers of a layer.
struct JudgeExplanation {
  let judge: any Judge
  let file: CaseFile
  let suspicions: Suspicions
  let siteMap: SiteMap
  /// What was judged, where anything was.
  let verdict: Verdict?

  /// - Parameter sites: indices of the quantizers that are meant.
  func lines(_ sites: [Int], layer: String) -> [String] {
    let seen = sites.filter { !file.statedFacts(of: judge.name, at: $0).isEmpty }
    guard !seen.isEmpty else {
      return [
        "\(judge.name) looks at nothing in '\(layer)': \(judge.summary)",
        "the rule: help \(ManualPages.name(ofJudge: judge.name))",
      ]
    }
    return Array(seen.map(lines).joined(separator: [""])) + [
      "the rule in words: help \(ManualPages.name(ofJudge: judge.name)); its thresholds: help judge.\(judge.name)"
    ]
  }

  // MARK: - One quantizer

  private func lines(_ index: Int) -> [String] {
    let site = siteMap.sites[index]
    let facts = file.statedFacts(of: judge.name, at: index).map(cells)
    let plain = file.plainFacts(at: index).map { [$0.says, $0.value] }
    return ["\(judge.name) at \(SiteWords.title(of: site))"] + AlignedText.lines(facts + plain) + [outcome(index)]
      + found(index)
  }

  private func cells(_ fact: StatedFact) -> [String] {
    var limit = ""
    if let parameter = fact.parameter, let number = fact.limit {
      limit = "\(parameter.side.rawValue) \(NumberText.display(number)) speaks for it (\(parameter.fullName))"
    }
    return [fact.says, fact.value, fact.speaksForCause.map { $0 ? "yes" : "no" } ?? "", limit]
  }

  /// What the rules make of the site, whichever judge's rule came first.
  private func outcome(_ index: Int) -> String {
    if siteMap.sites[index].activation?.head != nil {
      return "it passes on the numbers of another quantizer and adds no noise: nothing is judged here"
    }
    guard let candidate = suspicions.candidates.first(where: { $0.site == index }) else {
      return "no rule applies: this quantizer is as good as its bits allow"
    }
    let limit = candidate.fact.threshold.map { " against \(NumberText.display($0))" } ?? ""
    let fact = "\(candidate.fact.name) \(NumberText.significant(candidate.fact.value, 3))\(limit)"
    let whose = candidate.judge == judge.name ? "" : "a rule of '\(candidate.judge)' comes first: "
    return "suspected: \(whose)\(candidate.cause.rawValue), by \(fact); tried: \(candidate.repair.words)"
  }

  private func found(_ index: Int) -> [String] {
    guard let verdict else { return ["what repairing it brings: judge"] }
    guard let finding = (verdict.findings + verdict.notes).first(where: { $0.sites.contains(index) }),
      let gain = finding.gain, let rank = finding.rank
    else { return ["no repair of it brings anything at \(verdict.place.words)"] }
    let all = finding.sites.count == 1 ? "" : " with all \(finding.sites.count) quantizers like it repaired"
    let note = finding.severity == .note ? "note" : "finding"
    let upTo = finding.restsOnFewSamples ? "up to " : ""
    return [
      "\(note) \(rank): worth \(upTo)\(FindingOutline.signed(gain)) dB at \(verdict.place.words)\(all)  ·  advise \(rank)"
    ]
  }
}

/// How sentences name a quantizer.
enum SiteWords {
  /// `relu4, activation 'relu4', 8 bits`.
  static func title(of site: Site) -> String {
    let kind =
      switch site.kind {
      case .activation: "activation"
      case .weights: "weights"
      case .bias: "bias"
      }
    let bits = site.constant?.isMissing == true ? "missing" : Counted.text(site.bits, "bit")
    return "\(site.layer), \(kind) '\(site.tensor)', \(bits)"
  }
}

extension Repair {
  /// What is tried, in words.
  var words: String {
    switch self {
    case .float: "no quantizer there"
    case .quantizerParameters: "the same scale and zero point on both sides"
    case .range: "the best range of as many steps"
    case .fit: "the best range of more data"
    case .perChannelActivation: "a range of its own for each channel"
    case .eightBits: "8 bits"
    case .requantized: "the float weights quantized again"
    case .perChannelWeights: "a scale of its own for each output channel"
    }
  }
}
