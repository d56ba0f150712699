-- The weights of each dimension of the key-account matrix add up to 1, over known factors only.
select
    dimension,
    sum(weight) as weight
from {{ ref('key_account_weight') }}
group by dimension
having abs(sum(weight) - 1) > 0.000001

union all

select
    factor as dimension,
    weight
from {{ ref('key_account_weight') }}
where factor not in ({% for factor, figure in key_account_factors() %}'{{ factor }}'{{ ', ' if not loop.last }}{% endfor %})
