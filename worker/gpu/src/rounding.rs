//! Makes every sum and product of floats round by itself. WGSL allows a compiler to reassociate them: Mesa's
//! turns (a - b) + b into a and factors out common terms. On software Vulkan the bits must be those of the
//! tracer, so there each result passes through an exclusive or with a zero that no compiler can know.
//!
//! The other way round, software can be made to round as a card does.

use wgpu::naga::front::wgsl;
use wgpu::naga::valid::{Capabilities, FunctionInfo, ValidationFlags, Validator};
use wgpu::naga::{
    Arena, BinaryOperator, Block, Expression, Function, GlobalVariable, Handle, Module, Range, ScalarKind, Span,
    Statement, SwitchCase, TypeInner, VectorSize,
};

/// How the results of float operations are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// As the driver's compiler chooses.
    Own,
    /// Each operation by itself.
    Strict,
    /// Products are added without being rounded first, wherever that is possible: what compilers for
    /// cards do, emulated in software, which then stands in for a card. Needs 64-bit floats.
    Fused,
}

/// The rewritten module; `None` if rounding is left to the driver, or the source is not valid.
pub fn rounded(source: &str, rounding: Rounding) -> Option<Module> {
    if rounding == Rounding::Own {
        return None;
    }
    let mut module = wgsl::parse_str(source).ok()?;
    let info = Validator::new(ValidationFlags::all(), Capabilities::default()).validate(&module).ok()?;
    let zero = Zero::of(&module)?;
    let functions: Vec<_> = module.functions.iter().map(|(handle, _)| handle).collect();
    for handle in functions {
        let function = rewritten(&module, &module.functions[handle], &info[handle], zero, rounding)?;
        *module.functions.get_mut(handle) = function;
    }
    for index in 0..module.entry_points.len() {
        let function = &module.entry_points[index].function;
        module.entry_points[index].function =
            rewritten(&module, function, info.get_entry_point(index), zero, rounding)?;
    }
    Some(module)
}

/// Where the zero is: a member of the uniform `uniforms`.
#[derive(Clone, Copy)]
struct Zero {
    uniforms: Handle<GlobalVariable>,
    member: u32,
}

impl Zero {
    fn of(module: &Module) -> Option<Self> {
        let (uniforms, variable) =
            module.global_variables.iter().find(|(_, v)| v.name.as_deref() == Some("uniforms"))?;
        let TypeInner::Struct { members, .. } = &module.types[variable.ty].inner else { return None };
        let member = members.iter().position(|member| member.name.as_deref() == Some("zero"))?;
        Some(Self { uniforms, member: member as u32 })
    }
}

fn rewritten(
    module: &Module,
    function: &Function,
    info: &FunctionInfo,
    zero: Zero,
    rounding: Rounding,
) -> Option<Function> {
    let mut rewrite = Rewrite { arena: Arena::new(), places: Vec::new() };
    let uniforms = rewrite.append(Expression::GlobalVariable(zero.uniforms));
    let first = rewrite.append(Expression::AccessIndex { base: uniforms, index: zero.member });
    let scalar = rewrite.append(Expression::Load { pointer: first });
    let [two, three, last] = [VectorSize::Bi, VectorSize::Tri, VectorSize::Quad]
        .map(|size| rewrite.append(Expression::Splat { size, value: scalar }));
    let zeros = Range::new_from_bounds(first, last);
    for (handle, expression) in function.expressions.iter() {
        let ty = info[handle].ty.inner_with(&module.types);
        let is_float = ty.scalar_kind() == Some(ScalarKind::Float);
        if rounding == Rounding::Fused
            && is_float
            && let Some(sum) = Sum::of(expression, |part| {
                let of_its_type = info[part].ty.inner_with(&module.types) == ty;
                of_its_type.then(|| &function.expressions[part])
            })
        {
            let fused = rewrite.fuse(&sum);
            rewrite.places.push(fused);
            continue;
        }
        let copied = rewrite.append(rewrite.copied(expression)?);
        let guarded = match (expression, ty) {
            (Expression::Binary { op, .. }, _) if !is_float || !rounds(*op) || rounding == Rounding::Fused => copied,
            (Expression::Binary { .. }, TypeInner::Scalar(_)) => rewrite.guard(copied, scalar),
            (Expression::Binary { .. }, TypeInner::Vector { size: VectorSize::Bi, .. }) => rewrite.guard(copied, two),
            (Expression::Binary { .. }, TypeInner::Vector { size: VectorSize::Tri, .. }) => {
                rewrite.guard(copied, three)
            }
            (Expression::Binary { .. }, TypeInner::Vector { .. }) => rewrite.guard(copied, last),
            _ => copied,
        };
        rewrite.places.push((copied, guarded));
    }
    let mut made = function.clone();
    made.body = Block::from_vec(vec![Statement::Emit(zeros)]);
    for (statement, span) in function.body.span_iter() {
        made.body.push(rewrite.statement(statement)?, *span);
    }
    for (_, local) in made.local_variables.iter_mut() {
        local.init = local.init.map(|init| rewrite.at(init));
    }
    let named = function.named_expressions.iter();
    made.named_expressions = named.map(|(&handle, name)| (rewrite.at(handle), name.clone())).collect();
    made.expressions = rewrite.arena;
    Some(made)
}

fn rounds(op: BinaryOperator) -> bool {
    use BinaryOperator::{Add, Divide, Multiply, Subtract};
    matches!(op, Add | Subtract | Multiply | Divide)
}

/// A sum with a product as one of its terms.
struct Sum {
    op: BinaryOperator,
    product: [Handle<Expression>; 2],
    rest: Handle<Expression>,
    /// Whether the product is the first term.
    is_first: bool,
}

impl Sum {
    /// `of_its_type` returns the expression of a term that has the type of the sum.
    fn of<'a>(sum: &Expression, of_its_type: impl Fn(Handle<Expression>) -> Option<&'a Expression>) -> Option<Self> {
        use BinaryOperator::{Add, Multiply, Subtract};
        let Expression::Binary { op: op @ (Add | Subtract), left, right } = *sum else { return None };
        let product = |part: Handle<Expression>| match *of_its_type(part)? {
            Expression::Binary { op: Multiply, left, right } => {
                (of_its_type(left).is_some() && of_its_type(right).is_some()).then_some([left, right])
            }
            _ => None,
        };
        if let Some(product) = product(left).filter(|_| of_its_type(right).is_some()) {
            return Some(Self { op, product, rest: right, is_first: true });
        }
        let product = product(right).filter(|_| of_its_type(left).is_some())?;
        Some(Self { op, product, rest: left, is_first: false })
    }
}

struct Rewrite {
    arena: Arena<Expression>,
    /// For each original expression its copy, and what stands for its value now.
    places: Vec<(Handle<Expression>, Handle<Expression>)>,
}

impl Rewrite {
    fn append(&mut self, expression: Expression) -> Handle<Expression> {
        self.arena.append(expression, Span::UNDEFINED)
    }

    fn at(&self, before: Handle<Expression>) -> Handle<Expression> {
        self.places[before.index()].1
    }

    fn guard(&mut self, float: Handle<Expression>, zero: Handle<Expression>) -> Handle<Expression> {
        let bits = self.append(Expression::As { expr: float, kind: ScalarKind::Uint, convert: None });
        let op = BinaryOperator::ExclusiveOr;
        let same = self.append(Expression::Binary { op, left: bits, right: zero });
        self.append(Expression::As { expr: same, kind: ScalarKind::Float, convert: None })
    }

    /// In double precision, where products are exact. Returns the first and the last of the new
    /// expressions.
    fn fuse(&mut self, sum: &Sum) -> (Handle<Expression>, Handle<Expression>) {
        let kind = ScalarKind::Float;
        let [first, second, rest] = [sum.product[0], sum.product[1], sum.rest].map(|part| {
            let expr = self.at(part);
            self.append(Expression::As { expr, kind, convert: Some(8) })
        });
        let product = self.append(Expression::Binary { op: BinaryOperator::Multiply, left: first, right: second });
        let (left, right) = if sum.is_first { (product, rest) } else { (rest, product) };
        let expr = self.append(Expression::Binary { op: sum.op, left, right });
        (first, self.append(Expression::As { expr, kind, convert: Some(4) }))
    }

    /// `None` for expressions that the kernels do not use.
    fn copied(&self, expression: &Expression) -> Option<Expression> {
        use Expression as E;
        let at = |handle: Handle<Expression>| self.at(handle);
        Some(match *expression {
            E::Literal(_)
            | E::Constant(_)
            | E::ZeroValue(_)
            | E::FunctionArgument(_)
            | E::GlobalVariable(_)
            | E::LocalVariable(_)
            | E::CallResult(_) => expression.clone(),
            E::Compose { ty, ref components } => {
                E::Compose { ty, components: components.iter().map(|&part| at(part)).collect() }
            }
            E::Access { base, index } => E::Access { base: at(base), index: at(index) },
            E::AccessIndex { base, index } => E::AccessIndex { base: at(base), index },
            E::Splat { size, value } => E::Splat { size, value: at(value) },
            E::Swizzle { size, vector, pattern } => E::Swizzle { size, vector: at(vector), pattern },
            E::Load { pointer } => E::Load { pointer: at(pointer) },
            E::Unary { op, expr } => E::Unary { op, expr: at(expr) },
            E::Binary { op, left, right } => E::Binary { op, left: at(left), right: at(right) },
            E::Select { condition, accept, reject } => {
                E::Select { condition: at(condition), accept: at(accept), reject: at(reject) }
            }
            E::Relational { fun, argument } => E::Relational { fun, argument: at(argument) },
            E::Math { fun, arg, arg1, arg2, arg3 } => {
                E::Math { fun, arg: at(arg), arg1: arg1.map(at), arg2: arg2.map(at), arg3: arg3.map(at) }
            }
            E::As { expr, kind, convert } => E::As { expr: at(expr), kind, convert },
            _ => return None,
        })
    }

    fn block(&self, block: &Block) -> Option<Block> {
        let mut copied = Block::with_capacity(block.len());
        for (statement, span) in block.span_iter() {
            copied.push(self.statement(statement)?, *span);
        }
        Some(copied)
    }

    fn statement(&self, statement: &Statement) -> Option<Statement> {
        use Statement as S;
        let at = |handle: Handle<Expression>| self.at(handle);
        Some(match *statement {
            S::Emit(ref range) => {
                let range = range.index_range();
                let (first, last) = (self.places[range.start as usize].0, self.places[range.end as usize - 1].1);
                S::Emit(Range::new_from_bounds(first, last))
            }
            S::Block(ref block) => S::Block(self.block(block)?),
            S::If { condition, ref accept, ref reject } => {
                S::If { condition: at(condition), accept: self.block(accept)?, reject: self.block(reject)? }
            }
            S::Switch { selector, ref cases } => {
                let case = |case: &SwitchCase| {
                    let SwitchCase { value, fall_through, ref body } = *case;
                    Some(SwitchCase { value, body: self.block(body)?, fall_through })
                };
                S::Switch { selector: at(selector), cases: cases.iter().map(case).collect::<Option<_>>()? }
            }
            S::Loop { ref body, ref continuing, break_if } => {
                S::Loop { body: self.block(body)?, continuing: self.block(continuing)?, break_if: break_if.map(at) }
            }
            S::Return { value } => S::Return { value: value.map(at) },
            S::Store { pointer, value } => S::Store { pointer: at(pointer), value: at(value) },
            S::Call { function, ref arguments, result } => S::Call {
                function,
                arguments: arguments.iter().map(|&argument| at(argument)).collect(),
                result: result.map(at),
            },
            S::Break | S::Continue | S::Kill => statement.clone(),
            _ => return None,
        })
    }
}
