{# Prices and costs are converted at the rate of the day on which a version begins. #}
{% set attributes = [
    'product_name', 'subcategory_name', 'category_name', 'brand_name', 'variant_name',
    'launched_date', 'discontinued_date', 'currency_code', 'list_price_source_amount',
    'unit_cost_source_amount',
] %}
with products as (

    {{ conform('product', {
        'product_id': 'text',
        'product_name': 'text',
        'subcategory_name': 'text',
        'category_name': 'text',
        'brand_name': 'text',
        'variant_name': 'text',
        'launched_date': 'date',
        'discontinued_date': 'date',
        'currency_code': 'text',
        'list_price_source_amount': 'amount',
        'unit_cost_source_amount': 'amount',
        'valid_from': 'date',
    }) }}

),

rate_spans as (

    select currency_code, min(date_day) as first_day, max(date_day) as last_day
    from {{ ref('fct_exchange_rate') }}
    group by currency_code

),

versions as (

    {{ history('products', ['source_system', 'product_id'], 'valid_from', attributes) }}

),

{# A version older than the first rate takes the first rate. #}
dated as (

    select
        versions.*,
        least(greatest(versions.valid_from, rate_spans.first_day), rate_spans.last_day) as rate_day
    from versions
    left join rate_spans
        on versions.currency_code = rate_spans.currency_code

),

rated as (

    select
        dated.*,
        {{ joined_rate('rates', 'dated.currency_code') }} as exchange_rate
    from dated
    {{ rate_join('rates', 'dated.currency_code', 'dated.rate_day') }}

),

members as (

    select
        {{ surrogate_key(['source_system', 'product_id', 'valid_from']) }} as product_version_key,
        {{ surrogate_key(['source_system', 'product_id']) }} as product_key,
        source_system,
        product_id,
        product_name,
        coalesce(subcategory_name, 'Unknown') as subcategory_name,
        coalesce(category_name, 'Unknown') as category_name,
        brand_name,
        variant_name,
        launched_date,
        discontinued_date,
        {{ reporting_amount('list_price_source_amount', 'exchange_rate') }} as list_price_amount,
        {{ reporting_amount('unit_cost_source_amount', 'exchange_rate') }} as unit_cost_amount,
        valid_from,
        valid_to,
        is_current
    from rated
    {%- for key, id, name in special_members() %}

    union all

    select
        {{ key }} as product_version_key,
        {{ key }} as product_key,
        '{{ id }}' as source_system,
        '{{ id }}' as product_id,
        '{{ name }}' as product_name,
        '{{ name }}' as subcategory_name,
        '{{ name }}' as category_name,
        cast(null as varchar) as brand_name,
        cast(null as varchar) as variant_name,
        cast(null as date) as launched_date,
        cast(null as date) as discontinued_date,
        cast(null as decimal(18, 4)) as list_price_amount,
        cast(null as decimal(18, 4)) as unit_cost_amount,
        {{ since_ever() }} as valid_from,
        cast(null as date) as valid_to,
        true as is_current
    {%- endfor %}

),

final as (

    select
        cast(product_version_key as bigint) as product_version_key,
        cast(product_key as bigint) as product_key,

        source_system,
        product_id,
        product_name,
        subcategory_name,
        category_name,
        brand_name,
        variant_name,
        launched_date,
        discontinued_date,

        list_price_amount,
        unit_cost_amount,

        valid_from,
        valid_to,
        is_current
    from members

)

select * from final
