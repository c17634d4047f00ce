//! The numbers that the fast step works in: single or double precision, a row of draws at a time.

use std::fmt::Debug;
use std::ops::{Add, AddAssign, Deref, DerefMut, Div, Mul, MulAssign, Sub};

use pulp::Simd;
use pulp::bytemuck::{Pod, cast_slice, cast_slice_mut};

/// Draws side by side.
pub(crate) const WIDTH: usize = crate::CHUNK;

/// A floating-point number that processors have vectors of.
pub trait Real:
    Copy
    + Pod
    + PartialOrd
    + Default
    + Debug
    + Send
    + Sync
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + Mul<Output = Self>
    + MulAssign
    + Div<Output = Self>
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// As many of them as an instruction takes.
    type Vector<S: Simd>: Copy + Pod;

    /// The nearest number.
    fn of(x: f64) -> Self;
    /// The same number, which is exact.
    fn double(self) -> f64;
    /// How many a vector holds.
    fn lanes<S: Simd>() -> usize;
    /// x in every lane.
    fn splat<S: Simd>(simd: S, x: Self) -> Self::Vector<S>;
    /// a b + c, rounded once.
    fn mul_add<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        c: Self::Vector<S>,
    ) -> Self::Vector<S>;
    /// a + b.
    fn plus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// a − b.
    fn minus<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// a b.
    fn times<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// a / b.
    fn over<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// The lesser of both in every lane.
    fn lesser<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;
    /// The greater of both in every lane.
    fn greater<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S>;

    /// x where a is less than b, y elsewhere.
    fn if_less<S: Simd>(
        simd: S,
        a: Self::Vector<S>,
        b: Self::Vector<S>,
        x: Self::Vector<S>,
        y: Self::Vector<S>,
    ) -> Self::Vector<S>;

    /// self × by + plus, rounded once.
    fn times_plus(self, by: Self, plus: Self) -> Self;

    /// The lesser; the other where this is not a number.
    #[inline(always)]
    fn least(self, other: Self) -> Self {
        if self < other { self } else { other }
    }

    /// The greater; the other where this is not a number.
    #[inline(always)]
    fn most(self, other: Self) -> Self {
        if self > other { self } else { other }
    }
}

macro_rules! real {
    ($real:ident, $vector:ident, $lanes:ident, $splat:ident, $mul_add:ident,
     $less:ident, $select:ident, $($name:ident = $call:ident),+) => {
        impl Real for $real {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            type Vector<S: Simd> = S::$vector;

            #[inline(always)]
            fn of(x: f64) -> Self {
                x as Self
            }
            #[inline(always)]
            fn double(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn lanes<S: Simd>() -> usize {
                S::$lanes
            }
            #[inline(always)]
            fn splat<S: Simd>(simd: S, x: Self) -> Self::Vector<S> {
                simd.$splat(x)
            }
            #[inline(always)]
            fn mul_add<S: Simd>(
                simd: S,
                a: Self::Vector<S>,
                b: Self::Vector<S>,
                c: Self::Vector<S>,
            ) -> Self::Vector<S> {
                simd.$mul_add(a, b, c)
            }
            #[inline(always)]
            fn times_plus(self, by: Self, plus: Self) -> Self {
                self.mul_add(by, plus)
            }
            #[inline(always)]
            fn if_less<S: Simd>(
                simd: S,
                a: Self::Vector<S>,
                b: Self::Vector<S>,
                x: Self::Vector<S>,
                y: Self::Vector<S>,
            ) -> Self::Vector<S> {
                simd.$select(simd.$less(a, b), x, y)
            }
            $(#[inline(always)]
            fn $name<S: Simd>(simd: S, a: Self::Vector<S>, b: Self::Vector<S>) -> Self::Vector<S> {
                simd.$call(a, b)
            })+
        }
    };
}

real!(
    f32,
    f32s,
    F32_LANES,
    splat_f32s,
    mul_add_f32s,
    less_than_f32s,
    select_f32s,
    plus = add_f32s,
    minus = sub_f32s,
    times = mul_f32s,
    over = div_f32s,
    lesser = min_f32s,
    greater = max_f32s
);
real!(
    f64,
    f64s,
    F64_LANES,
    splat_f64s,
    mul_add_f64s,
    less_than_f64s,
    select_f64s,
    plus = add_f64s,
    minus = sub_f64s,
    times = mul_f64s,
    over = div_f64s,
    lesser = min_f64s,
    greater = max_f64s
);

/// One number of each draw; a row begins where a cache line does.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(align(64))]
pub struct Row<T>([T; WIDTH]);

impl<T: Real> Row<T> {
    /// 0 in every draw.
    pub(crate) const ZERO: Self = Self([T::ZERO; WIDTH]);
    /// 1 in every draw.
    pub(crate) const ONE: Self = Self([T::ONE; WIDTH]);

    /// A number for each lane.
    pub(crate) fn from_fn(f: impl FnMut(usize) -> T) -> Self {
        Self(std::array::from_fn(f))
    }
}

impl<T> Deref for Row<T> {
    type Target = [T; WIDTH];

    #[inline(always)]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for Row<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// Rows that are read or written draw by draw while they are in the nearest cache.
const SOME: usize = 16;

/// Hands out some rows at a time to one draw after another: its lane, the place of the first, and the rows.
pub(crate) fn by_lane<T>(
    rows: &[Row<T>],
    lanes: usize,
    mut take: impl FnMut(usize, usize, &[Row<T>]),
) {
    for (part, rows) in rows.chunks(SOME).enumerate() {
        (0..lanes).for_each(|l| take(l, part * SOME, rows));
    }
}

/// The same for rows that draws write to.
pub(crate) fn by_lane_mut<T>(
    rows: &mut [Row<T>],
    lanes: usize,
    mut put: impl FnMut(usize, usize, &mut [Row<T>]),
) {
    for (part, rows) in rows.chunks_mut(SOME).enumerate() {
        (0..lanes).for_each(|l| put(l, part * SOME, rows));
    }
}

/// Registers side by side that work on a part of a row at a time.
const PAIR: usize = 2;

/// Numbers of as many draws as two registers of the processor hold, a cache line or more on most: the
/// draws of a row from `at × lanes` on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wide<T: Real, S: Simd> {
    simd: S,
    vectors: [T::Vector<S>; PAIR],
}

impl<T: Real, S: Simd> Wide<T, S> {
    /// How many of them make a row.
    pub(crate) const PER_ROW: usize = WIDTH * size_of::<T>() / size_of::<[T::Vector<S>; PAIR]>();

    /// The processor's instructions.
    #[inline(always)]
    pub(crate) fn simd(self) -> S {
        self.simd
    }

    /// x in every lane.
    #[inline(always)]
    pub(crate) fn splat(simd: S, x: T) -> Self {
        let vectors = [T::splat(simd, x); PAIR];
        Self { simd, vectors }
    }

    /// Part `at` of a row.
    #[inline(always)]
    pub(crate) fn load(simd: S, row: &Row<T>, at: usize) -> Self {
        let all: &[[T::Vector<S>; PAIR]] = cast_slice(row.as_slice());
        let vectors = all[at];
        Self { simd, vectors }
    }

    /// Puts it back in its place.
    #[inline(always)]
    pub(crate) fn store(self, row: &mut Row<T>, at: usize) {
        let all: &mut [[T::Vector<S>; PAIR]] = cast_slice_mut(row.as_mut_slice());
        all[at] = self.vectors;
    }

    /// self × by + plus, rounded once.
    #[inline(always)]
    pub(crate) fn mul_add(self, by: Self, plus: Self) -> Self {
        let (a, b, c) = (self.vectors, by.vectors, plus.vectors);
        let vectors = [
            T::mul_add(self.simd, a[0], b[0], c[0]),
            T::mul_add(self.simd, a[1], b[1], c[1]),
        ];
        Self { vectors, ..self }
    }

    /// x where this is less than the other, y elsewhere.
    #[inline(always)]
    pub(crate) fn if_less(self, than: Self, x: Self, y: Self) -> Self {
        let (a, b, x, y) = (self.vectors, than.vectors, x.vectors, y.vectors);
        let vectors = [
            T::if_less(self.simd, a[0], b[0], x[0], y[0]),
            T::if_less(self.simd, a[1], b[1], x[1], y[1]),
        ];
        Self { vectors, ..self }
    }

    /// Whether a lane differs.
    #[inline(always)]
    pub(crate) fn differs(self, other: Self) -> bool {
        let (a, b): (&[T], &[T]) = (cast_slice(&self.vectors), cast_slice(&other.vectors));
        a.iter().zip(b).any(|(a, b)| a != b)
    }

    /// An operation on each register of both.
    #[inline(always)]
    fn each(
        self,
        other: Self,
        call: impl Fn(S, T::Vector<S>, T::Vector<S>) -> T::Vector<S>,
    ) -> Self {
        let (a, b) = (self.vectors, other.vectors);
        let vectors = [call(self.simd, a[0], b[0]), call(self.simd, a[1], b[1])];
        Self { vectors, ..self }
    }

    /// The lesser in every lane.
    #[inline(always)]
    pub(crate) fn least(self, other: Self) -> Self {
        self.each(other, T::lesser)
    }

    /// The greater in every lane.
    #[inline(always)]
    pub(crate) fn most(self, other: Self) -> Self {
        self.each(other, T::greater)
    }
}

macro_rules! wide {
    ($($trait:ident, $method:ident, $call:ident;)+) => {
        $(impl<T: Real, S: Simd> $trait for Wide<T, S> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.each(other, T::$call)
            }
        })+
    };
}

wide! {
    Add, add, plus;
    Sub, sub, minus;
    Mul, mul, times;
    Div, div, over;
}

/// Calls a function with the processor's vectors, compiled apart from the caller: functions that are
/// inlined into one another whole take minutes to compile.
macro_rules! apart {
    ($simd:ident, $function:ident, $($argument:ident: $type:ty = $value:expr),+ $(,)?) => {{
        struct Call<'a, T> {
            $($argument: $type),+
        }
        impl<T: $crate::real::Real> pulp::WithSimd for Call<'_, T> {
            type Output = ();

            #[inline(always)]
            fn with_simd<S: pulp::Simd>(self, _simd: S) {
                $function($(self.$argument),+);
            }
        }
        $simd.vectorize(Call { $($argument: $value),+ });
    }};
}
pub(crate) use apart;
