// Which tensors of a graph hold real numbers, without running it.

import XQFormats

/// Element types of a graph's tensors as far as the operators decide them.
///
/// Most operators give the type of their first input; the others are listed here. A tensor whose type cannot be told (an
/// operator of another domain, a sequence) has no entry: the engine knows it once the model is loaded.
struct TypeInference {
  private(set) var types: [String: ElementType] = [:]

  init(_ graph: Graph) {
    for (name, initializer) in graph.initializers { types[name] = initializer.type }
    for input in graph.inputs {
      if case .tensor(let type, _) = input.kind { types[input.name] = type }
    }
    for index in graph.order {
      let node = graph.nodes[index]
      for (position, output) in node.outputs.enumerated() where !output.isEmpty {
        if let declared = graph.declared[output], case .tensor(let type, _) = declared.kind {
          types[output] = type
        } else if let type = resultType(of: node, output: position) {
          types[output] = type
        }
      }
    }
    for output in graph.outputs {
      if case .tensor(let type, _) = output.kind { types[output.name] = types[output.name] ?? type }
    }
  }

  private func resultType(of node: Node, output: Int) -> ElementType? {
    switch node.op {
    case "Shape", "Size", "NonZero", "ArgMax", "ArgMin", "NonMaxSuppression":
      return .int64
    case "Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Not", "And", "Or", "Xor", "IsNaN", "IsInf":
      return .bool
    case "TopK", "MaxPool", "Unique":
      return output == 0 ? type(of: node, input: 0) : .int64
    case "Dropout":
      return output == 0 ? type(of: node, input: 0) : .bool
    case "Cast":
      return elementType(node, "to")
    case "CastLike":
      return type(of: node, input: 1)
    case "QuantizeLinear":
      return type(of: node, input: 2) ?? elementType(node, "output_dtype") ?? .uint8
    case "DequantizeLinear":
      return type(of: node, input: 1)
    case "DynamicQuantizeLinear":
      return output == 1 ? .float32 : .uint8
    case "MatMulInteger", "ConvInteger":
      return .int32
    case "QLinearConv", "QLinearMatMul":
      return type(of: node, input: 7)
    case "QLinearAdd", "QLinearMul":
      return type(of: node, input: 7) ?? type(of: node, input: 0)
    case "QLinearConcat":
      return type(of: node, input: 1)
    case "QGemm":
      return node.inputs.count > 8 ? type(of: node, input: 8) : .float32
    case "Constant":
      return constantType(node)
    case "ConstantOfShape":
      if case .tensor(let value)? = node.attributes["value"] { return value.type }
      return .float32
    case "RandomNormal", "RandomUniform", "EyeLike", "Bernoulli", "RandomNormalLike", "RandomUniformLike",
      "Multinomial":
      return elementType(node, "dtype") ?? (node.inputs.isEmpty ? .float32 : type(of: node, input: 0))
    case "OneHot":
      return type(of: node, input: 2)
    case "Where":
      return type(of: node, input: 1)
    case "StringNormalizer", "SequenceConstruct", "SequenceEmpty", "SplitToSequence", "SequenceInsert", "SequenceErase",
      "SequenceMap", "Optional", "ZipMap", "If", "Loop", "Scan":
      return nil
    default:
      let known = ["", "ai.onnx", "com.microsoft", "mct_quantizers"].contains(node.domain)
      return known ? type(of: node, input: 0) : nil
    }
  }

  private func type(of node: Node, input: Int) -> ElementType? {
    input < node.inputs.count ? types[node.inputs[input]] : nil
  }

  private func elementType(_ node: Node, _ attribute: String) -> ElementType? {
    if case .int(let value)? = node.attributes[attribute], let raw = Int32(exactly: value), raw != 0 {
      return ElementType(rawValue: raw)
    }
    return nil
  }

  private func constantType(_ node: Node) -> ElementType? {
    if case .tensor(let value)? = node.attributes["value"] { return value.type }
    if node.attributes["value_float"] != nil || node.attributes["value_floats"] != nil { return .float32 }
    if node.attributes["value_int"] != nil || node.attributes["value_ints"] != nil { return .int64 }
    return nil
  }
}
