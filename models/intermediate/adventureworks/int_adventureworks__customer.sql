{{ config(schema='intermediate') }}

with customers as (

    select * from {{ ref('stg_adventureworks__customer') }}

),

resellers as (

    select * from {{ ref('stg_adventureworks__reseller') }}

),

geographies as (

    select * from {{ ref('stg_adventureworks__geography') }}

),

sales as (

    select * from {{ ref('int_adventureworks__sale') }}

),

first_orders as (

    select
        customer_id,
        min(order_date) as first_order_date
    from sales
    group by customer_id

),

parties as (

    select
        'customer-' || customer_number as customer_id,
        geography_id,

        concat_ws(' ', first_name, middle_name, last_name) as customer_name,
        'person' as customer_type,
        email_address,
        phone_number,
        birth_date,
        cast(null as varchar) as industry_name,
        cast(null as integer) as employee_count,
        first_purchase_date
    from customers

    union all

    select
        'reseller-' || reseller_number as customer_id,
        geography_id,

        reseller_name as customer_name,
        'organisation' as customer_type,
        cast(null as varchar) as email_address,
        phone_number,
        cast(null as date) as birth_date,
        business_type as industry_name,
        employee_count,
        cast(null as date) as first_purchase_date
    from resellers

),

located as (

    select
        parties.customer_id,

        parties.customer_name,
        parties.customer_type,
        parties.email_address,
        geographies.city_name,
        geographies.region_name,
        geographies.country_name,
        parties.phone_number,
        parties.birth_date,
        geographies.postal_code,
        parties.industry_name,
        parties.employee_count,
        cast(null as varchar) as acquisition_channel,
        cast(null as varchar) as owner_employee_id,
        cast(null as varchar) as currency_code,
        cast(null as decimal(18, 4)) as credit_limit_source_amount,
        cast(null as integer) as payment_terms_days,
        cast(null as boolean) as has_opted_out_of_email,
        cast(null as decimal(18, 8)) as share_of_wallet,
        coalesce(parties.first_purchase_date, first_orders.first_order_date) as first_seen_date,
        cast(null as date) as valid_from
    from parties
    left join geographies
        on parties.geography_id = geographies.geography_id
    left join first_orders
        on parties.customer_id = first_orders.customer_id

),

final as (

    select
        *,
        {{ surrogate_key(["'adventureworks'", 'customer_id']) }} as party_key,
        {{ row_hash([
            'customer_id', 'customer_name', 'customer_type', 'email_address', 'city_name', 'region_name',
            'country_name',
            'phone_number', 'birth_date', 'postal_code', 'industry_name', 'employee_count', 'first_seen_date',
        ]) }} as _record_mark
    from located

)

select * from final
