-- Each member has one version on every day: the first since ever, each until the next, one current.
{% set dimensions = [
    ('dim_customer', 'customer_key'), ('dim_product', 'product_key'),
    ('dim_employee', 'employee_key'), ('dim_organisation', 'organisation_key'),
] %}
{%- for dimension, key in dimensions %}
select
    '{{ dimension }}' as dimension_name,
    member_key
from (
    select
        {{ key }} as member_key,
        valid_from,
        valid_to,
        is_current,
        lag(valid_to) over (partition by {{ key }} order by valid_from) as previous_valid_to,
        row_number() over (partition by {{ key }} order by valid_from) as version_number,
        sum(case when is_current then 1 else 0 end) over (partition by {{ key }}) as current_count
    from {{ ref(dimension) }}
) as versions
where
    (version_number = 1 and valid_from <> {{ since_ever() }})
    or (version_number > 1 and valid_from is distinct from previous_valid_to)
    or is_current <> (valid_to is null)
    or current_count <> 1
{%- if not loop.last %}

union all
{% endif -%}
{%- endfor %}
