// profile: thresholds and conventions, set together.

import XQConsole
import XQLanguage

/// Lists the profiles, or takes one.
struct ProfileCommand: Command {
  static let declaration = CommandDeclaration(
    name: "profile",
    summary: "judge layers as this program does, or as MCT does",
    details: """
      A profile is a set of thresholds together with what figures mean at their edges. Alone: what the profiles decide, \
      and which one is in use. With a name: takes it, drops thresholds that were set by hand, and lists what changed.

      'mct' gives what Model Compression Toolkit's reports and the XQuant Extension Tool give: means over batches, a \
      cosine of 0 for two zero tensors, limits of 0.1 for mse and cs and of the ratio 0.1 (-10 dB) for sqnr, and the \
      parameters of the tool's four judges, by which 'report --mct' writes its findings. Limits are inclusive, and a figure that is nan never makes a layer degraded, in both profiles.
      """,
    group: "investigate",
    parameters: [
      .optional("name", .choice(Profile.allCases.map(\.rawValue)), "the profile to take")
    ],
    output: .table,
    examples: [
      .init("profile", "what they decide"),
      .init("profile mct", "compare with MCT's own reports"),
    ],
    related: ["threshold", "errors"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let workbench = Workbench.of(context)
    guard let wanted = call.string("name").flatMap(Profile.init) else {
      return .table(list(workbench.thresholds))
    }
    let before = settings(workbench.thresholds)
    workbench.changeThresholds { $0 = Thresholds(profile: wanted, declarations: $0.declarations) }
    let after = settings(workbench.thresholds)
    let rows = zip(before, after).filter { $0.value.text != $1.value.text }
      .map { [Value.string($0.name), $0.value, $1.value] }
    return .table(
      Table(
        columns: [Column("setting", .string, isKey: true), Column("was", .any), Column("is", .any)], rows: rows,
        notes: [rows.isEmpty ? "profile \(wanted.rawValue): nothing changed" : "profile \(wanted.rawValue)"]))
  }

  private func list(_ thresholds: Thresholds) -> Table {
    let all = Profile.allCases.map { settings(Thresholds(profile: $0, declarations: thresholds.declarations)) }
    // What all profiles set alike, such as the numbers of judges, no profile decides.
    let rows = (all.first ?? []).indices.map { place in all.map { $0[place] } }
      .filter { row in row.contains { $0.value.equals(.none) } || Set(row.map(\.value.text)).count > 1 }
    return Table(
      columns: [Column("setting", .string, isKey: true)] + Profile.allCases.map { Column($0.rawValue, .any) },
      rows: rows.map { row in row.prefix(1).map { .string($0.name) } + row.map(\.value) },
      notes: ["in use: \(thresholds.profile.rawValue)"])
  }

  /// What the profile decides, with the limits as they are now.
  private func settings(_ thresholds: Thresholds) -> [(name: String, value: Value)] {
    thresholds.declarations.map { ("threshold \($0.name)", $0.value(of: thresholds.limit(of: $0))) }
      + thresholds.profile.settings
  }
}
