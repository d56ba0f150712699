{#
    The rows of `marks` that are new or another one than the table was built of, and the keys of the
    table's rows that are not among them any more, as old_<column> for every column of `key`; such a row
    has no _version_mark. _version_mark of `marks` is a number made of all that a row is made of, its key
    too, so rows are found by it alone. In a full build all rows.

    A model of such rows has the strategy delete+insert with `key` as its unique_key, keeps the mark in a
    column _version_mark, ends with replaced_rows, and has forget_gone_groups as post_hook.
#}
{% macro changed_marks(marks, key) -%}
select
    {{ marks }}.*
    {%- if is_incremental() %}
    {%- for column in key %},
    built.{{ column }} as old_{{ column }}
    {%- endfor %}
    {%- endif %}
from {{ marks }}
{%- if is_incremental() %}
full outer join (select {{ key | join(', ') }}, _version_mark from {{ this }}) as built
    on {{ marks }}._version_mark = built._version_mark
where
    {{ marks }}._version_mark is null
    or built._version_mark is null
{%- endif %}
{%- endmacro %}

{#
    The rows of `final`, and for every row that `changed` (of changed_marks) found to be gone one with
    nothing but its key, so that it goes.
#}
{% macro replaced_rows(final, changed, key) -%}
select * from {{ final }}
{%- if is_incremental() %}

union all

select
    {%- for column in adapter.get_columns_in_relation(this) %}
    {{ 'old_' ~ column.name if column.name in key else 'cast(null as ' ~ column.dtype ~ ')' }}
        as {{ column.name }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ changed }}
where old_{{ key[0] }} is not null
{%- endif %}
{%- endmacro %}

{#
    Joins what join_party finds for a party, but without a day: `identities` (customer_key) and
    `customer_marks` (versions_mark, a number made of the days and keys of all the customer's versions,
    and of further columns).
#}
{% macro join_party_mark(relation) -%}
    left join {{ ref('customer_identity') }} as identities
        on {{ relation }}.party_system = identities.source_system
        and {{ relation }}.party_id = identities.party_id
    {{ join_customer_mark('identities.customer_key') }}
{%- endmacro %}

{% macro join_customer_mark(customer_key, columns=[]) -%}
    left join (
        select
            customer_key,
            {{ content_hash(['customer_version_key', 'valid_from', 'valid_to'] + columns) }}
                as versions_mark
        from {{ ref('dim_customer') }}
        group by customer_key
    ) as customer_marks
        on {{ customer_key }} = customer_marks.customer_key
{%- endmacro %}
