// Two graphs laid over each other: which operators and values of one are those of the other.

import XQFormats

/// Grows a match of two skeletons from anchors. It never takes back what it matched, and a value of one side has at most
/// one counterpart on the other.
struct GraphMatch {
  /// How sure a match of two values is.
  enum Evidence {
    /// Paired by an earlier rule.
    case given
    /// An input or output of the models.
    case position
    /// Written by operators with the same weights; the confidence that follows from them.
    case weights(Double)
    /// Written or read by matched operators; whether all that leads to it was matched before.
    case structure(isWhole: Bool)

    var isGiven: Bool { if case .given = self { true } else { false } }
  }

  private(set) var float: Skeleton
  let quantized: Skeleton
  let constants: ConstantComparison
  private let side: QuantizedSide

  /// From operators of the float model to those of the quantized one.
  private(set) var matched: [Int: Int] = [:]
  private var matchedBack: [Int: Int] = [:]
  private(set) var values: [String: (counterpart: String, evidence: Evidence)] = [:]
  private(set) var valuesBack: [String: String] = [:]
  /// Values that exist in the quantized model only behind the operator that was folded in: by the value behind it.
  private(set) var carriers: [String: String] = [:]
  /// Operators of the float model that have several equally good counterparts.
  private(set) var ambiguous: [Int: [Int]] = [:]

  init(_ ladder: PairingLadder) {
    side = ladder.quantized
    float = Skeleton(ladder.float, types: ladder.types)
    quantized = Skeleton(ladder.quantizedModel, types: TypeInference(ladder.quantizedModel.graph).types)
    constants = ConstantComparison(float: ladder.float, quantized: ladder.quantizedModel)
    for pair in ladder.pairs {
      give(float.root(pair.tensor), quantized.root(pair.partner), .given)
    }
    anchor(ladder.float.graph.inputs, ladder.quantizedModel.graph.inputs, { $0 }, { $0 })
    let (ours, theirs) = (float, quantized)
    anchor(ladder.float.graph.outputs, ladder.quantizedModel.graph.outputs, ours.root, theirs.root)
  }

  private mutating func give(_ value: String, _ counterpart: String, _ evidence: Evidence) {
    guard values[value] == nil, valuesBack[counterpart] == nil else { return }
    values[value] = (counterpart, evidence)
    valuesBack[counterpart] = value
  }

  /// Inputs and outputs belong together by name, else by position where both models have as many.
  private mutating func anchor(
    _ ours: [ValueInfo], _ theirs: [ValueInfo], _ root: (String) -> String, _ theirRoot: (String) -> String
  ) {
    let names = Set(theirs.map(\.name))
    for (position, value) in ours.enumerated() {
      if names.contains(value.name) {
        give(root(value.name), theirRoot(value.name), .position)
      } else if ours.count == theirs.count, value.kind.fits(theirs[position].kind) {
        give(root(value.name), theirRoot(theirs[position].name), .position)
      }
    }
  }

  // MARK: - Taking a match

  /// Takes two operators as one and the same, and what follows for the values around them.
  mutating func match(_ ours: Int, _ theirs: Int, _ evidence: Evidence) {
    guard matched[ours] == nil, matchedBack[theirs] == nil else { return }
    matched[ours] = theirs
    matchedBack[theirs] = ours
    ambiguous[ours] = nil
    let (op, other) = (float.operators[ours], quantized.operators[theirs])
    let isGemmOfMatMul = op.node.op == "MatMul" && other.node.op == "Gemm"
    let alignments = alignments(op, other)
    if alignments.count == 1, let alignment = alignments.first {
      for (position, place) in alignment.enumerated() {
        guard case .data(let value) = float.operand(op, position),
          case .data(let counterpart) = quantized.operand(other, place)
        else { continue }
        let source = isCast(quantized, counterpart) ? value : beforeCast(value)
        let isReshaped = isGemmOfMatMul && position == 0 && !isWrittenByView(source)
        set(source, isReshaped ? beforeView(counterpart) : counterpart, .structure(isWhole: true))
      }
    }
    for (output, counterpart) in zip(op.outputs, other.outputs) where !output.isEmpty && !counterpart.isEmpty {
      let value = carried(output, by: counterpart, isLinear: op.isLinear)
      set(value, isGemmOfMatMul && !isReadByView(value) ? behindView(counterpart) : counterpart, evidence)
    }
  }

  private mutating func set(_ value: String, _ counterpart: String, _ evidence: Evidence) {
    if case (counterpart, .position)? = values[value] { values[value] = (counterpart, evidence) }
    guard values[value] == nil, valuesBack[counterpart] == nil, carriers[value] == nil else { return }
    if case .tensor(_, let shape)? = declared(float, value),
      case .tensor(_, let other)? = declared(quantized, counterpart),
      !ValueInfo.Kind.fit(shape, other)
    {
      return
    }
    values[value] = (counterpart, evidence)
    valuesBack[counterpart] = value
  }

  private func declared(_ side: Skeleton, _ tensor: String) -> ValueInfo.Kind? {
    side.model.graph.declared[tensor]?.kind
  }

  /// Casts of numbers to numbers are taken out when a model is prepared.
  private func beforeCast(_ value: String) -> String {
    guard isCast(float, value), let writer = float.writer[value],
      case .data(let source)? = float.operators[writer].operands.first, float.isNumber(source)
    else { return value }
    return source
  }

  private func isCast(_ side: Skeleton, _ value: String) -> Bool {
    side.writer[value].map { side.operators[$0].label == "Cast" } ?? false
  }

  private func isWrittenByView(_ value: String) -> Bool {
    float.writer[value].map { Skeleton.views.contains(float.operators[$0].label) } ?? false
  }

  private func isReadByView(_ value: String) -> Bool {
    float.readers[value]?.contains { Skeleton.views.contains(float.operators[$0].label) } ?? false
  }

  /// A MatMul of three dimensions becomes a Gemm between two Reshape.
  private func beforeView(_ value: String) -> String {
    guard let writer = quantized.writer[value], Skeleton.views.contains(quantized.operators[writer].label),
      case .data(let source) = quantized.operand(quantized.operators[writer], 0)
    else { return value }
    return source
  }

  private func behindView(_ value: String) -> String {
    guard let readers = quantized.readers[value], readers.count == 1, let reader = readers.first,
      Skeleton.views.contains(quantized.operators[reader].label)
    else { return value }
    return quantized.operators[reader].outputs.first ?? value
  }

  /// Several operators would do, and nothing told them apart so far.
  mutating func doubt(_ ours: Int, _ theirs: [Int]) {
    if matched[ours] == nil { ambiguous[ours] = theirs }
  }

  // MARK: - Folded operators

  /// The value of the float model that a counterpart holds, where operators behind were folded into its own.
  private mutating func carried(_ value: String, by counterpart: String, isLinear: Bool) -> String {
    var value = value
    var isLinear = isLinear
    while values[value] == nil, !float.outputs.contains(value), let readers = float.readers[value], readers.count == 1,
      let reader = readers.first, case let op = float.operators[reader],
      isFoldable(op, value, isLinear: isLinear, by: counterpart), !isThere(op, behind: counterpart),
      let output = op.outputs.first
    {
      carriers[value] = output
      value = output
      isLinear = isLinear && op.label != "Relu" && op.label != "Clip"
    }
    return value
  }

  private func isFoldable(_ op: Skeleton.Operator, _ value: String, isLinear: Bool, by counterpart: String) -> Bool {
    switch op.label {
    case "BatchNormalization": return isLinear
    case "Add", "Mul":
      return isLinear && op.operands.contains { if case .constant = $0 { true } else { false } }
    default:
      guard let clamp = Clamp(op.node, float.model), case .data(value)? = op.operands.first,
        let quantizer = side.counterpart(ofOwn: counterpart)?.quantizer
      else { return false }
      return clamp.isTaken(by: quantizer)
    }
  }

  private func isThere(_ op: Skeleton.Operator, behind counterpart: String) -> Bool {
    (quantized.readers[counterpart] ?? []).contains { !alignments(op, quantized.operators[$0]).isEmpty }
  }

  /// What a value of the float model is matched with, itself or behind folded operators.
  private func counterpart(of value: String) -> String? {
    var value = value
    while let carrier = carriers[value] { value = carrier }
    return values[value]?.counterpart
  }

  // MARK: - Comparing operators

  /// The orders of the other's operands in which the two could be one and the same; none where they cannot.
  func alignments(_ op: Skeleton.Operator, _ other: Skeleton.Operator) -> [[Int]] {
    guard op.label == other.label, op.isLinear || op.node.hasAttributes(like: other.node) else { return [] }
    let count = max(op.operands.count, other.operands.count)
    let orders = op.isCommutative && other.isCommutative ? [[0, 1], [1, 0]] : [Array(0..<count)]
    return orders.filter { order in
      order.enumerated().allSatisfy { position, place in
        agree(op, position, float.operand(op, position), quantized.operand(other, place), other)
      }
    }
  }

  private func agree(
    _ op: Skeleton.Operator, _ position: Int, _ ours: Skeleton.Operand, _ theirs: Skeleton.Operand,
    _ other: Skeleton.Operator
  ) -> Bool {
    // A bias changes when something is folded in.
    if op.isLinear, position >= 2 { return true }
    switch (ours, theirs) {
    case (.none, _), (_, .none): return position > 0
    case (.data(let value), .data(let counterpart)):
      if let known = values[value]?.counterpart { return known == counterpart }
      if let known = valuesBack[counterpart] { return known == value }
      return true
    // Shapes that were computed become constants when a model is prepared.
    case (.data(let value), .constant): return position > 0 && !float.isNumber(value)
    case (.constant, .data(let value)): return position > 0 && !quantized.isNumber(value)
    case (.constant(let value), .constant(let counterpart)):
      if op.isLinear, position == 1 { return constants.haveLikeWeights(op, other, value, counterpart) }
      return constants.areAlike(value, counterpart, isShape: Skeleton.views.contains(op.label) || op.label == "Expand")
    }
  }

  // MARK: - Growing

  /// Matches everything that follows from what is matched, surest first, until nothing new follows.
  mutating func grow() {
    repeat {
      repeat {
        while sweep(needingAll: true) {}
      } while sweep(needingAll: false)
    } while skipIdle()
  }

  /// Takes out operators that the quantized model lacks, and that may have done nothing. The shapes decide at the first
  /// batch.
  private mutating func skipIdle() -> Bool {
    var skipped = false
    for (index, op) in float.operators.enumerated() where Skeleton.idle.contains(op.label) && matched[index] == nil {
      guard case .data(let value)? = op.operands.first, let counterpart = values[value]?.counterpart,
        let output = op.outputs.first, float.readers[output] != nil, values[output] == nil,
        !isThere(op, behind: counterpart)
      else { continue }
      float.skip(index)
      skipped = true
    }
    return skipped
  }

  private mutating func sweep(needingAll: Bool) -> Bool {
    let before = (matched.count, carriers.count)
    for index in float.operators.indices { visit(index, needingAll) }
    for index in float.operators.indices.reversed() { visit(index, needingAll) }
    return (matched.count, carriers.count) != before
  }

  private mutating func visit(_ index: Int, _ needingAll: Bool) {
    guard matched[index] == nil else { return }
    let op = float.operators[index]
    if let output = op.outputs.first, let counterpart = counterpart(of: output),
      let writer = quantized.writer[counterpart]
    {
      if matchedBack[writer] == nil, !alignments(op, quantized.operators[writer]).isEmpty {
        return match(index, writer, .structure(isWhole: true))
      }
      if fold(op, output, counterpart, writer) { return }
    }
    let inputs = data(op)
    let known = inputs.compactMap { values[$0]?.counterpart }
    guard !known.isEmpty, !needingAll || known.count == inputs.count else { return }
    let candidates = others(of: op, known)
    guard let candidate = candidates.first else { return }
    let rivals = rivals(of: quantized.operators[candidate])
    if candidates.count == 1, rivals == [index] {
      match(index, candidate, .structure(isWhole: known.count == inputs.count))
    } else if needingAll {
      ambiguous[index] = candidates
    }
  }

  /// An operator whose output is there but which is not: it was folded into the one before it.
  private mutating func fold(_ op: Skeleton.Operator, _ output: String, _ counterpart: String, _ writer: Int) -> Bool {
    let other = quantized.operators[writer]
    guard op.label != other.label, Skeleton.foldable.contains(op.label),
      let input = data(op).first, data(op).count == 1, carriers[input] == nil, values[input] == nil,
      float.readers[input]?.count == 1, !float.outputs.contains(input),
      isFoldable(op, input, isLinear: other.isLinear, by: counterpart)
    else { return false }
    carriers[input] = output
    return true
  }

  /// The operands that tell an operator from others: numbers, or whatever it has where it has none.
  private func data(_ op: Skeleton.Operator) -> [String] {
    let all = op.operands.compactMap { if case .data(let value) = $0 { value } else { nil } }
    let numbers = all.filter(float.isNumber)
    return numbers.isEmpty ? all : numbers
  }

  /// Operators of the quantized model that could be this one, among the readers of its inputs' counterparts.
  private func others(of op: Skeleton.Operator, _ inputs: [String]) -> [Int] {
    let readers = Set(inputs.flatMap { quantized.readers[$0] ?? [] })
    return readers.filter { matchedBack[$0] == nil && !alignments(op, quantized.operators[$0]).isEmpty }.sorted()
  }

  /// Operators of the float model that could be this one of the quantized model.
  private func rivals(of other: Skeleton.Operator) -> [Int] {
    let inputs = other.operands.compactMap { operand -> String? in
      guard case .data(let value) = operand else { return nil }
      return valuesBack[value]
    }
    let readers = Set(inputs.flatMap { float.readers[$0] ?? [] })
    return readers.filter { matched[$0] == nil && !alignments(float.operators[$0], other).isEmpty }.sorted()
  }
}
