// The graph of an ONNX model, checked: what is in these types cannot be wrong any more.

/// The main graph of a model.
///
/// Names of tensors are unique, every node input is empty or comes from an input, an initializer or another node, and
/// there are no cycles.
public struct Graph: Sendable {
  public let name: String
  /// In the file's order.
  public let nodes: [Node]
  /// Indices of `nodes` such that producers come before consumers.
  public let order: [Int]
  public let initializers: [String: Initializer]
  /// Inputs that have to be fed: those that are no initializers.
  public let inputs: [ValueInfo]
  public let outputs: [ValueInfo]
  /// Declared types and shapes of inner tensors, where the file has them.
  public let declared: [String: ValueInfo]
  /// The node that writes a tensor.
  public let producer: [String: Int]
  /// The nodes that read a tensor, in order, with the position among their inputs. A reader inside a subgraph counts as
  /// its outermost node, with position -1.
  public let consumers: [String: [(node: Int, position: Int)]]
  /// Tensors of the main graph whose values depend on what is fed, the inputs themselves included. What a subgraph reads
  /// from outside counts for the node that holds it.
  public let dependsOnInput: Set<String>
}

extension Graph {
  /// All constant tensors: initializers, and what Constant nodes hold. In no particular order.
  public var constants: [Initializer] {
    let held = nodes.compactMap { node in
      if node.op == "Constant", case .tensor(let tensor)? = node.attributes["value"] { tensor } else { nil }
    }
    return initializers.values + held
  }
}

/// One operator of a graph.
public struct Node: Sendable {
  public let index: Int
  /// May be empty: names of nodes are optional in ONNX.
  public let name: String
  public let op: String
  /// Empty for ai.onnx.
  public let domain: String
  /// An empty name is an optional input that was left out.
  public let inputs: [String]
  public let outputs: [String]
  public let attributes: [String: Attribute]
  /// Graphs inside this node (`If`, `Loop`, `Scan`).
  public let subgraphs: [Subgraph]
}

/// A graph inside a node. Its tensors cannot be fetched.
public struct Subgraph: Sendable {
  /// The attribute that holds it: `then_branch`, `body`.
  public let attribute: String
  /// Tensors of the outer graph that it reads by name, itself or in graphs inside it.
  public let captures: [String]
  /// Outputs of its nodes, and of graphs inside it, with the operator that writes each.
  public let tensors: [(name: String, op: String)]
}

public enum Attribute: Sendable {
  case int(Int64)
  case float(Float)
  case string(String)
  case ints([Int64])
  case floats([Float])
  case strings([String])
  case tensor(Initializer)
  /// A graph (see ``Node/subgraphs``), a type, a sparse tensor or something newer.
  case other
}

/// A tensor whose data stand in the file, or in a file beside it.
public struct Initializer: Sendable {
  /// Where the data lie.
  public enum Location: Sendable {
    /// A range of the model file's bytes: little-endian elements without padding, two 4-bit ones a byte.
    case raw(Range<Int>)
    /// Protobuf's typed arrays, in the message at this range of the model file: decoded only when they are read.
    case typed(message: Range<Int>)
    /// Another file in the model's folder, as the model names it. `length` counts bytes.
    case external(path: String, offset: Int, length: Int)
  }

  public let name: String
  public let type: ElementType
  public let shape: [Int]
  public let location: Location

  /// Number of elements. The shape was checked to be in range when the model was read.
  public var count: Int { shape.reduce(1, *) }
}

/// The type of an input, an output or an inner tensor.
public struct ValueInfo: Sendable {
  public enum Kind: Sendable, Equatable {
    /// `shape` is `nil` where the rank is not known; a dimension is a number, a name, or unknown.
    case tensor(ElementType, shape: [Dimension]?)
    /// Sequence, map, optional, sparse tensor: the name of it.
    case other(String)
    case unknown
  }

  public enum Dimension: Sendable, Equatable {
    case fixed(Int)
    case named(String)
    case unknown
  }

  public let name: String
  public let kind: Kind

  public init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }
}
