// What the pictures of values share: the layer that is meant, and passes with progress.

import XQConsole
import XQLanguage
import XQMeasure

/// The comparison and the layers of a picture of values, and how their values are had.
struct ValueSource {
  let subject: Subject
  let roles: [Comparison.Role]
  private let call: Invocation
  private let context: Context

  init(_ call: Invocation, _ context: Context) throws(Diagnostic) {
    subject = try Subject(call, in: context)
    roles = try subject.roles(call)
    self.call = call
    self.context = context
  }

  var comparison: Comparison { subject.comparison }

  /// The layers that are meant, in the order of the network.
  var pairs: [LayerPair] { comparison.pairing.pairs.filter(subject.includes) }

  /// The one layer that is meant.
  ///
  /// - Throws: XQ0440 where the call names none or several.
  func layer(for kind: String) throws(Diagnostic) -> LayerPair {
    let pairs = pairs
    guard call.list("layers").contains(where: { if case .object = $0 { false } else { true } }) else {
      throw Diagnostic(
        .nothingToDraw, "'plot \(kind)' needs a layer", at: call.place,
        help: ["plot \(kind) \(pairs.first?.layer.asWord ?? "LAYER")", "list them: layers"])
    }
    guard pairs.count == 1, let pair = pairs.first else {
      let names = pairs.prefix(3).map { "'\($0.layer)'" }.joined(separator: ", ")
      let more = pairs.count > 3 ? ", …" : ""
      throw Diagnostic(
        .nothingToDraw, "'plot \(kind)' draws one layer, found \(pairs.count): \(names)\(more)",
        at: call.place(of: "layers"), help: ["plot \(kind) \(pairs.first?.layer.asWord ?? "LAYER")"])
    }
    return pair
  }

  func ranges(
    of pairs: [LayerPair], _ role: Comparison.Role, perChannel: Bool = false
  ) throws(Diagnostic) -> [LayerRanges] {
    defer { context.say(.progress(nil)) }
    do throws(MeasureError) {
      return try comparison.ranges(of: pairs, role, perChannel: perChannel, pass)
    } catch {
      throw Diagnostic(error)
    }
  }

  func histogram(of pair: LayerPair, _ role: Comparison.Role) throws(Diagnostic) -> LayerHistogram {
    defer { context.say(.progress(nil)) }
    do throws(ValueError) {
      return try comparison.histogram(of: pair, role, pass)
    } catch {
      switch error {
      case .pass(let error): throw Diagnostic(error)
      case .noValues(let layer, let reason):
        throw Diagnostic(
          .nothingToDraw, "there are no values of '\(layer)' to draw: \(reason)", at: call.place(of: "layers"),
          help: ["errors \(layer.asWord) | show --all"])
      }
    }
  }

  private var pass: Comparison.ValuePass {
    let workbench = Workbench.of(context)
    let context = context
    return Comparison.ValuePass(
      options: workbench.options(context), engine: workbench.engine(context), cancellation: context.cancellation
    ) { done, total in
      context.say(.progress(Progress(activity: "looking at values", done: done, total: total, unit: "samples")))
    }
  }
}
